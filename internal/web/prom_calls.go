package web

import (
	"encoding/json"
	"errors"
	"io"
	"runtime"
	"time"

	"metergate/internal/history"
	"metergate/internal/proxy"
)

// apiCalls are the calls of the API. events is ours: what happened, as package history describes it.
var apiCalls = []apiCall{
	{"query", asking(askInstant)},
	{"query_range", asking(askRange)},
	{"query_exemplars", asking(askExemplars)},
	{"format_query", asking(func(p params, _ string) (history.Question, error) { return history.Format{Query: p.Get("query")}, nil })},
	{"series", asking(askSeries)},
	{"labels", asking(askLabels)},
	{"label/*/values", asking(askValues)},
	{"metadata", asking(askMetadata)},
	{"events", asking(askEvents)},
	{"rules", showRules},
	{"alerts", showAlerts},
	{"status/buildinfo", showBuild},
}

func askInstant(p params, _ string) (history.Question, error) {
	q := history.Instant{Query: p.Get("query")}
	var err error
	q.At, err = p.time("time", time.Now())
	return q, first(err, p.wishes(&q.Wishes))
}

func askRange(p params, _ string) (history.Question, error) {
	q := history.Range{Query: p.Get("query")}
	var err1, err2, err3 error
	q.Start, err1 = p.needTime("start")
	q.End, err2 = p.needTime("end")
	q.Step, err3 = p.needDuration("step")
	return q, first(err1, err2, err3, p.wishes(&q.Wishes))
}

func askExemplars(p params, _ string) (history.Question, error) {
	sel, err := p.selection()
	return history.Exemplars{Query: p.Get("query"), Selection: sel}, err
}

func askSeries(p params, _ string) (history.Question, error) {
	sel, err := p.selection()
	return history.Series{Selection: sel}, err
}

func askLabels(p params, _ string) (history.Question, error) {
	sel, err := p.selection()
	return history.LabelNames{Selection: sel}, err
}

func askValues(p params, name string) (history.Question, error) {
	sel, err := p.selection()
	return history.LabelValues{Name: name, Selection: sel}, err
}

func askMetadata(p params, _ string) (history.Question, error) {
	limit, err := p.limit()
	return history.Metadata{Metric: p.Get("metric"), Limit: limit}, err
}

func askEvents(p params, _ string) (history.Question, error) {
	q := history.Happened{}
	var err1, err2, err3 error
	q.Start, err1 = p.time("start", time.Time{})
	q.End, err2 = p.time("end", time.Time{})
	q.Limit, err3 = p.limit()
	return q, first(err1, err2, err3)
}

// A ruler evaluates rules. It is a part of the gateway, where there are rules.
type ruler interface {
	// WriteRules writes the member data of the call rules, of the kind alert or record, or of both when it is empty.
	WriteRules(w io.Writer, kind string) error
	// WriteAlerts writes the member data of the call alerts.
	WriteAlerts(w io.Writer) error
}

func showRules(rq *proxy.ServiceRequest, p params, _ string) *proxy.ServiceAnswer {
	kind := p.Get("type")
	if kind != "" && kind != "alert" && kind != "record" {
		return apiError(400, string(history.BadData), errors.New(`invalid parameter "type": not supported value "`+kind+`"`))
	}
	return apiAnswer(func(w io.Writer) error {
		if r, ok := proxy.Part[ruler](rq.Gateway); ok {
			return r.WriteRules(w, kind)
		}
		_, err := io.WriteString(w, `{"groups":[]}`)
		return err
	}, func() {}, nil, nil)
}

func showAlerts(rq *proxy.ServiceRequest, _ params, _ string) *proxy.ServiceAnswer {
	return apiAnswer(func(w io.Writer) error {
		if r, ok := proxy.Part[ruler](rq.Gateway); ok {
			return r.WriteAlerts(w)
		}
		_, err := io.WriteString(w, `{"alerts":[]}`)
		return err
	}, func() {}, nil, nil)
}

// engineVersion is the version of Prometheus whose query language is spoken: clients choose their functions by it.
const engineVersion = "3.15.0"

// showBuild says what program this is.
func showBuild(*proxy.ServiceRequest, params, string) *proxy.ServiceAnswer {
	return apiAnswer(func(w io.Writer) error {
		return json.NewEncoder(w).Encode(map[string]string{
			"version": engineVersion, "revision": "metergate", "branch": "", "buildUser": "", "buildDate": "", "goVersion": runtime.Version(),
		})
	}, func() {}, nil, nil)
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
