package check

import (
	"fmt"

	"metergate/internal/http1"
)

// A request is what a check asks, as lines of the configuration say it. Empty parts are not said.
type request struct {
	method, uri, version string
	fields               []field
	body                 string
}

type field struct{ name, value string }

func defaultRequest() *request { return &request{method: "OPTIONS", uri: "/", version: "HTTP/1.0"} }

// over returns the request with what base says and it does not. Fields of base go when it has any of its own.
func (q *request) over(base *request) *request {
	r := *q
	r.method = firstOf(q.method, base.method)
	r.uri = firstOf(q.uri, base.uri)
	r.version = firstOf(q.version, base.version)
	if len(r.fields) == 0 {
		r.fields = base.fields
	}
	r.body = firstOf(q.body, base.body)
	return &r
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

var versions = map[string]http1.Version{"": http1.Version10, "HTTP/1.0": http1.Version10, "HTTP/1.1": http1.Version11}

// valid says what is wrong with a request, in the name of a directive.
func (q *request) valid(directive string) error {
	v, ok := versions[q.version]
	if !ok {
		return fmt.Errorf("'%s': the version must be HTTP/1.0 or HTTP/1.1, not '%s'", directive, q.version)
	}
	var r http1.Request
	if !r.Start(firstOf(q.method, "GET"), firstOf(q.uri, "/"), v) {
		return fmt.Errorf("'%s': '%s %s' is no request line", directive, q.method, q.uri)
	}
	for _, f := range q.fields {
		switch {
		case !http1.IsToken([]byte(f.name)) || !http1.IsFieldValue([]byte(f.value)):
			return fmt.Errorf("'%s': '%s: %s' is no header field", directive, f.name, f.value)
		case f.name == "content-length" || f.name == "transfer-encoding":
			return fmt.Errorf("'%s': '%s' follows from the body and cannot be set", directive, f.name)
		}
	}
	return nil
}

// build makes the step that sends the request.
func (q *request) build(at position, state bool) (*httpSendStep, error) {
	s := &httpSendStep{position: at, body: []byte(q.body), sendState: state}
	r := &s.request
	if !r.Start(q.method, q.uri, versions[q.version]) {
		return nil, fmt.Errorf("'%s %s' is no request line", q.method, q.uri)
	}
	for _, f := range q.fields {
		r.Add([]byte(f.name), []byte(f.value))
	}
	if len(s.body) > 0 || !bodiless[q.method] {
		r.SetLength(int64(len(s.body)))
	}
	wire := r.Append(nil, false)
	s.head = wire[:len(wire)-len("\r\n")]
	return s, nil
}

// bodiless are the methods whose requests announce no empty body.
var bodiless = map[string]bool{"GET": true, "HEAD": true, "OPTIONS": true, "DELETE": true, "TRACE": true, "CONNECT": true}
