package check

import (
	"errors"
	"fmt"
	"slices"

	"metergate/internal/http1"
	"metergate/internal/sample"
)

// A request is what a check asks, as lines of the configuration say it. Empty parts are not said.
type request struct {
	method, version string
	uri             formula
	fields          []field
	body            formula
}

type field struct {
	name  string
	value formula
}

func defaultRequest() *request {
	return &request{method: "OPTIONS", uri: literal("/"), version: "HTTP/1.0"}
}

// over returns the request with what base says and it does not. Fields of base go when it has any of its own.
func (q *request) over(base *request) *request {
	r := *q
	r.method = firstOf(q.method, base.method)
	r.uri = q.uri.or(base.uri)
	r.version = firstOf(q.version, base.version)
	if len(r.fields) == 0 {
		r.fields = base.fields
	}
	r.body = q.body.or(base.body)
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
	if uri := q.uri.or(literal("/")); !uri.varies && !r.Start(firstOf(q.method, "GET"), uri.src, v) {
		return fmt.Errorf("'%s': '%s %s' is no request line", directive, q.method, uri.src)
	}
	for _, f := range q.fields {
		switch {
		case !http1.IsToken([]byte(f.name)) || !f.value.varies && !http1.IsFieldValue([]byte(f.value.src)):
			return fmt.Errorf("'%s': '%s: %s' is no header field", directive, f.name, f.value.src)
		case f.name == "content-length" || f.name == "transfer-encoding":
			return fmt.Errorf("'%s': '%s' follows from the body and cannot be set", directive, f.name)
		}
	}
	return nil
}

// fixed reports whether each check sends the same.
func (q *request) fixed() bool {
	for _, f := range q.fields {
		if f.value.varies {
			return false
		}
	}
	return !q.uri.varies && (!q.body.varies || q.body.empty())
}

// link returns the request with its formulas compiled.
func (q *request) link(env *sample.Env) (*request, error) {
	r := *q
	r.fields = slices.Clone(q.fields)
	err := errors.Join(r.uri.link(env), r.body.link(env))
	for i := range r.fields {
		err = errors.Join(err, r.fields[i].value.link(env))
	}
	return &r, err
}

// write makes r the request, with the parts that formulas make for the probe, and returns its head, without the
// empty line at the end, and its body. It reports false when it comes to no valid request.
func (q *request) write(r *http1.Request, p *probe) (head, body []byte, ok bool) {
	body = q.body.text(p)
	if !r.Start(q.method, string(q.uri.text(p)), versions[q.version]) {
		return nil, nil, false
	}
	for _, f := range q.fields {
		value := f.value.text(p)
		if !http1.IsFieldValue(value) {
			return nil, nil, false
		}
		r.Add([]byte(f.name), value)
	}
	if len(body) > 0 || !bodiless[q.method] {
		r.SetLength(int64(len(body)))
	}
	wire := r.Append(nil, false)
	return wire[:len(wire)-len("\r\n")], body, true
}

// bodiless are the methods whose requests announce no empty body.
var bodiless = map[string]bool{"GET": true, "HEAD": true, "OPTIONS": true, "DELETE": true, "TRACE": true, "CONNECT": true}
