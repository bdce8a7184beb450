package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"strconv"
	"strings"

	"metergate/internal/history"
	"metergate/internal/http1"
	"metergate/internal/proxy"
)

func init() { proxy.RegisterService("prometheus-api", promAPI{}) }

// promAPI answers for the gateway's history as Prometheus answers for its own: version 1 of its HTTP API, below any
// prefix.
type promAPI struct{}

// A historian knows the past. It is a part of the gateway, where there is a section history.
type historian interface {
	// Ask answers a question; errors are of type *history.Error.
	Ask(ctx context.Context, q history.Question) (*history.Answer, error)
}

var (
	_ proxy.LongService = promAPI{}
	_ historian         = (*history.Store)(nil)
)

// Name returns what logs show.
func (promAPI) Name() string { return "<PROMAPI>" }

// Long says that queries may take seconds.
func (promAPI) Long() {}

// apiRoot is what the paths of the API have in common.
const apiRoot = "/api/v1/"

// Answer answers one call.
func (promAPI) Answer(rq *proxy.ServiceRequest) *proxy.ServiceAnswer {
	path, rest, _ := strings.Cut(string(rq.Target), "?")
	_, name, ok := strings.Cut(path, apiRoot)
	if !ok {
		return apiError(404, "not_found", errors.New("the path has no "+apiRoot))
	}
	form, err := formOf(rq, rest)
	if err != nil {
		return apiError(statusOf(err), string(history.BadData), err)
	}
	for i := range apiCalls {
		if arg, ok := apiCalls[i].match(name); ok {
			return apiCalls[i].answer(rq, params{form}, arg)
		}
	}
	return apiError(404, "not_found", errors.New("there is no "+apiRoot+name+" here"))
}

// errTooLong says that the body of a call is not read.
var errTooLong = errors.New("the form is longer than " + strconv.Itoa(proxy.MaxServiceBody) + " bytes")

// errMethod says that the method is none of the API.
var errMethod = errors.New("only GET, HEAD and POST are answered")

// formOf returns the parameters of a call: those of the query and those of a form in the body.
func formOf(rq *proxy.ServiceRequest, query string) (url.Values, error) {
	query, _, _ = strings.Cut(query, "#")
	switch {
	case rq.Method != http1.MethodGet && rq.Method != http1.MethodHead && rq.Method != http1.MethodPost:
		return nil, errMethod
	case rq.TooLong:
		return nil, errTooLong
	case rq.Method == http1.MethodPost:
		query = string(rq.Body) + "&" + query
	}
	return url.ParseQuery(query)
}

func statusOf(err error) int {
	switch err {
	case errTooLong:
		return 413
	case errMethod:
		return 405
	}
	return 400
}

// An apiCall is one of the API's paths.
type apiCall struct {
	path   string // one * stands for an argument
	answer func(rq *proxy.ServiceRequest, p params, arg string) *proxy.ServiceAnswer
}

// match reports whether the call is the one of that name, and with what argument.
func (c *apiCall) match(name string) (arg string, ok bool) {
	before, after, has := strings.Cut(c.path, "*")
	if !has {
		return "", name == c.path
	}
	if len(name) <= len(before)+len(after) || !strings.HasPrefix(name, before) || !strings.HasSuffix(name, after) {
		return "", false
	}
	arg, err := url.PathUnescape(name[len(before) : len(name)-len(after)])
	return arg, err == nil
}

// apiStatus are the status codes for the kinds of errors.
var apiStatus = map[history.ErrorKind]int{
	history.BadData: 400, history.Execution: 422, history.Timeout: 503, history.Canceled: 503, history.Internal: 500, history.Unavailable: 503,
}

// asking makes a call of the way from its parameters to a question.
func asking(question func(p params, arg string) (history.Question, error)) func(*proxy.ServiceRequest, params, string) *proxy.ServiceAnswer {
	return func(rq *proxy.ServiceRequest, p params, arg string) *proxy.ServiceAnswer {
		q, err := question(p, arg)
		if err != nil {
			return apiError(400, string(history.BadData), err)
		}
		h, ok := proxy.Part[historian](rq.Gateway)
		if !ok {
			return apiError(503, string(history.Unavailable), errors.New("there is no section 'history' in the configuration"))
		}
		a, err := h.Ask(context.Background(), q)
		if err != nil {
			var e *history.Error
			if !errors.As(err, &e) {
				e = &history.Error{Kind: history.Internal, Err: err}
			}
			return apiError(apiStatus[e.Kind], string(e.Kind), e)
		}
		return apiAnswer(a.WriteJSON, a.Close, a.Warnings, a.Infos)
	}
}

// apiAnswer makes an answer of what writes its data; closed is called when it was sent or given up.
func apiAnswer(data func(io.Writer) error, closed func(), warnings, infos []string) *proxy.ServiceAnswer {
	answer := streamed("application/json", func(w io.Writer) error {
		if _, err := io.WriteString(w, `{"status":"success","data":`); err != nil {
			return err
		}
		if err := data(w); err != nil {
			return err
		}
		_, err := io.WriteString(w, remarks("warnings", warnings)+remarks("infos", infos)+"}")
		return err
	})
	stop := answer.Close
	answer.Close = func() {
		stop()
		closed()
	}
	return answer
}

// remarks is a member with remarks on the question, nothing when there are none.
func remarks(name string, all []string) string {
	if len(all) == 0 {
		return ""
	}
	text, _ := json.Marshal(all) // of strings: never fails
	return `,"` + name + `":` + string(text)
}

// apiError makes an answer of an error.
func apiError(status int, kind string, err error) *proxy.ServiceAnswer {
	body, _ := json.Marshal(struct { // of strings: never fails
		Status string `json:"status"`
		Kind   string `json:"errorType"`
		Error  string `json:"error"`
	}{"error", kind, err.Error()})
	return &proxy.ServiceAnswer{
		Status: status, Fields: [][2]string{{"cache-control", "no-cache"}, {"content-type", "application/json"}},
		Length: int64(len(body)),
		Next:   func(dst []byte) ([]byte, error) { return append(dst, body...), io.EOF },
	}
}
