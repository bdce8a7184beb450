package rule

import (
	"fmt"
	"strings"
	"testing"

	"metergate/internal/sample"
)

// TestReply checks the options of answers; want is the answer or the error, as describe writes them.
func TestReply(t *testing.T) {
	for _, tc := range []struct {
		page       bool
		line, want string
	}{
		{false, "", "200"},
		{true, "", "403 page"},
		{true, "status 429", "429 page"},
		{true, "deny_status 429", "429 page"},
		{true, "deny_status 402", "status code '402' not handled by default with 'default-errorfiles' argument"},
		{false, "status 402", "402"},
		{false, "status 503 default-errorfiles", "503 page"},
		{false, "status 700", "Unexpected status code '700'"},
		{false, "status 101", "Unexpected status code '101'"},
		{false, "status", "'status' expects <status_code> as argument"},
		{false, "status 200 status 201", "unexpected 'status' argument, 'status' already defined"},
		{false, "content-type", "'content-type' expects <ctype> as argument"},
		{false, "string", "'string' expects <str> as argument"},
		{false, "string x", "a content type must be defined when non-empty payload is configured"},
		{false, "content-type text/plain string x", "200 text/plain body=x"},
		{true, "content-type text/plain string x", "403 text/plain body=x"},
		{false, "status 402 content-type a/b string x hdr X-A 1 hdr X-B %[int(2)] if TRUE", "402 a/b body=x x-a=1 x-b=2"},
		{false, "string x content-type a/b", "200 a/b body=x"},
		{false, "content-type a/b lf-string %[int(7)]", "200 a/b format=7"},
		{false, "lf-string x", "a content type must be defined with a log-format payload"},
		{false, "content-type a/b lf-string %[foo]", "failed to parse sample expression <foo]> : unknown fetch method 'foo'"},
		{false, "content-type a/b file body.txt", "200 a/b body=from a file"},
		{false, "file /none", "error opening file '/none'"},
		{false, "status 204 string x", "No body expected for 204 responses"},
		{false, "string x string y", "unexpected 'string' argument, 'string' already defined"},
		{false, "string x file body.txt", "unexpected 'file' argument, 'string' already defined"},
		{false, "errorfile page.http", "503 wire"},
		{false, "errorfile empty.http", "200 silent"},
		{false, "errorfile bad.http", "'bad.http': unable to parse headers"},
		{false, "status 404 errorfiles mine", "404 wire"},
		{true, "status 500 errorfiles mine", "500 page"},
		{false, "status 402 errorfiles mine", "status code '402' not handled by default with 'errorfiles' argument"},
		{false, "status 404 errorfiles other", "unknown http-errors section 'other' referenced by an http reply"},
		{false, "errorfiles", "'errorfiles' expects <name> as argument"},
		{false, "hdr a", "'hdr' expects <name> and <value> as arguments"},
		{false, "hdr a:b c", "'a:b' is not a valid header name"},
	} {
		p := &Parser{Set: HTTPRequest, Name: "answer", Env: testEnv(), words: strings.Fields(tc.line)}
		status := map[bool]int{true: 403, false: 200}[tc.page]
		r, err := p.Reply(status, tc.page)
		if got := describe(r, err); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.line, got, tc.want)
		}
	}
}

// describe writes an answer, or the error in its place, in one line.
func describe(r *Reply, err error) string {
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	fmt.Fprint(&b, r.Status)
	cx := &sample.Ctx{}
	switch {
	case r.Page:
		b.WriteString(" page")
	case r.Errorfile != nil && len(r.Errorfile) == 0:
		b.WriteString(" silent")
	case r.Errorfile != nil:
		b.WriteString(" wire")
	case r.Format != nil:
		fmt.Fprintf(&b, " %s format=%s", r.ContentType, r.Format.Append(nil, cx))
	case len(r.Body) > 0:
		fmt.Fprintf(&b, " %s body=%s", r.ContentType, r.Body)
	}
	for _, h := range r.Headers {
		fmt.Fprintf(&b, " %s=%s", strings.ToLower(h.Name), h.Value.Append(nil, cx))
	}
	return b.String()
}
