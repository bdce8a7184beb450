package forward

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"metergate/internal/conf"
)

// What section global says of send-metrics. Lines behind a URL belong to it, those before the first one to all that have
// none of their own.
var (
	dirSendURL = conf.List(conf.Spec{
		Name: "send-metrics-url", In: conf.Global,
		Usage: "send-metrics-url { POST | PUT | GET } <url> [delay <u> | xdelay <u> <s> <b> <r>] [timeout <t>] [retries <n>] [log] [dontlog-normal] [gzip] [ssl] [verify { required | none }] [ca-file <file>] [crt <file>] [sni <name>]",
		Help: "Sends a text about the gateway to a URL, every u (60m when absent), the first time after s (5s), again after r (5s) up to n times (3) when that fails; b has no effect. " +
			"An attempt may take t (5s). With log each delivery is logged, with dontlog-normal those that failed.",
	}, parseSendLine)
	dirSendData = conf.List(conf.Spec{
		Name: "send-metrics-data", In: conf.Global, Usage: "send-metrics-data <fmt>",
		Help: "What send-metrics sends: a log-format without a stream, see Expressions.",
	}, below(conf.Text("a log-format")))
	dirSendTemplate = conf.List(conf.Spec{
		Name: "send-metrics-template", In: conf.Global, Usage: "send-metrics-template <file>",
		Help: "What send-metrics sends: a template over all metrics, in the language of Go's text/template.",
	}, below(conf.Text("a file")))
	dirSendContent = conf.List(conf.Spec{
		Name: "send-metrics-content-type", In: conf.Global, Usage: "send-metrics-content-type <type>",
		Help: "The header Content-Type of what send-metrics sends; text/plain when absent.",
	}, below(conf.Text("a content type")))
	dirSendHeader = conf.List(conf.Spec{
		Name: "send-metrics-header", In: conf.Global, Usage: "send-metrics-header '<name>: <fmt>'...",
		Help: "Header fields of what send-metrics sends. The values are log-formats without a stream; %rt is the number of the delivery.",
	}, below(parseSendHeaders))
	dirSendDebug = conf.Scalar(conf.Spec{
		Name: "send-metrics-debug", In: conf.Global, Usage: "send-metrics-debug <level>",
		Help: "How much is printed of each attempt of send-metrics: 1 what came of it, 2 the request and the names of its header fields, 3 what was answered, 4 and more the body.",
	}, conf.Int(0, 1<<31-1))
	_ = conf.Scalar(conf.Spec{
		Name: "module-path", In: conf.Global, Usage: "module-path <directory>",
		Help: "Accepted so that files of HAProxy Enterprise load: no modules are read from anywhere.",
	}, conf.Text("a directory"))
	_ = conf.List(conf.Spec{
		Name: "module-load", In: conf.Global, Usage: "module-load <file>",
		Help: "Accepted for modules of HAProxy Enterprise whose work is built in: hapee-lb-send-metrics.so.",
	}, parseModule)
)

// A sendLine is what a line send-metrics-url says.
type sendLine struct {
	method              string
	url                 *url.URL
	every, first, again time.Duration
	timeout             time.Duration
	retries             int
	log, quiet, gzip    bool // quiet: what goes well is not logged
	tls                 *tls.Config
}

// A placed is the value of a line, with the number of URLs above it.
type placed[T any] struct {
	urls  int
	value T
}

func below[T any](parse func(*conf.Args) (T, error)) func(*conf.Args) (placed[T], error) {
	return func(a *conf.Args) (placed[T], error) {
		v, err := parse(a)
		return placed[T]{len(dirSendURL.All(a.Section().Bag)), v}, err
	}
}

// maxRetries bounds the attempts of one period.
const maxRetries = 1000

func parseSendLine(a *conf.Args) (l sendLine, err error) {
	l = sendLine{every: time.Hour, first: 5 * time.Second, again: 5 * time.Second, timeout: 5 * time.Second, retries: 3}
	if l.method, err = a.Text("POST, PUT or GET"); err != nil {
		return l, err
	}
	l.method = strings.ToUpper(l.method)
	if l.method != http.MethodPost && l.method != http.MethodPut && l.method != http.MethodGet {
		return l, fmt.Errorf("'%s' expects POST, PUT or GET, not '%s'.", a.Name(), l.method)
	}
	text, err := a.Text("a URL")
	if err != nil {
		return l, err
	}
	if l.url, err = url.Parse(text); err != nil || l.url.Host == "" || l.url.Scheme != "http" && l.url.Scheme != "https" {
		return l, fmt.Errorf("'%s' expects a URL that begins with http:// or https://, not '%s'.", a.Name(), text)
	}
	return l, l.parseOptions(a)
}

// parseOptions reads what stands behind the URL.
func (l *sendLine) parseOptions(a *conf.Args) (err error) {
	s := secrecy{line: a.Name(), on: l.url.Scheme == "https"}
	for err == nil && !a.Done() {
		switch word := a.Next().Text; word {
		case "delay":
			err = times(a, &l.every)
		case "xdelay":
			var unused time.Duration
			err = times(a, &l.every, &l.first, &unused, &l.again)
		case "timeout":
			err = times(a, &l.timeout)
		case "retries":
			var n int64
			n, err = a.Int(0, maxRetries)
			l.retries = int(n)
		case "log":
			l.log = true
		case "dontlog-normal":
			l.quiet = true
		case "gzip":
			l.gzip = true
		case "ssl":
			s.on = true
		case "verify", "ca-file", "crt", "sni":
			var value string
			if value, err = a.Text("a value behind '" + word + "'"); err == nil {
				s.set(word, value)
			}
		default:
			err = fmt.Errorf("'%s' knows no parameter '%s'.", a.Name(), word)
		}
	}
	if err == nil && (l.every < 100*time.Millisecond || l.timeout < time.Millisecond) {
		err = fmt.Errorf("'%s' : the delay must be 100ms or more, and the timeout 1ms.", a.Name())
	}
	if err != nil {
		return err
	}
	if s.on {
		l.url.Scheme = "https"
	}
	l.tls, err = s.config()
	return err
}

// times reads delays.
func times(a *conf.Args, to ...*time.Duration) (err error) {
	for _, d := range to {
		if *d, err = a.Duration(time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// parseSendHeaders reads header fields, each in one word.
func parseSendHeaders(a *conf.Args) (all []headerText, err error) {
	words, err := conf.Words(a)
	for _, w := range words {
		name, value, found := strings.Cut(w, ":")
		h := headerText{name, strings.TrimSpace(value)}
		if !found {
			return nil, fmt.Errorf("'%s' expects '<name>: <value>', not '%s'.", a.Name(), w)
		}
		if err := h.check(a.Name()); err != nil {
			return nil, err
		}
		all = append(all, h)
	}
	return all, err
}

// modules are those of HAProxy Enterprise whose work is done here.
const modules = "hapee-lb-send-metrics.so"

func parseModule(a *conf.Args) (string, error) {
	file, err := a.Text("a file")
	if err == nil && path.Base(file) != modules {
		err = fmt.Errorf("'%s' : there is no module '%s': only the work of %s is built in.", a.Name(), file, modules)
	}
	return file, err
}
