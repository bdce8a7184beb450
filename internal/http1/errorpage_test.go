package http1

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"testing"
)

// capturedPages reads answers as a client of the reference saw them, by the
// path that provoked them.
func capturedPages(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/error-pages.txt")
	if err != nil {
		t.Fatal(err)
	}
	pages := make(map[string]string)
	for _, part := range strings.Split(string(text), "## ")[1:] {
		name, answer, _ := strings.Cut(part, "\n")
		head, body, _ := strings.Cut(answer, "\n\n")
		pages[name] = strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n" + strings.TrimSuffix(body, "\n")
	}
	return pages
}

func TestErrorPagesAreTheReferences(t *testing.T) {
	compared := 0
	for name, want := range capturedPages(t) {
		status, err := strconv.Atoi(strings.TrimPrefix(name, "/"))
		if err != nil || !HasErrorPage(status) {
			continue
		}
		var r Response
		p := LookupErrorPage(status)
		p.Fill(&r)
		got := string(append(r.Append(nil, !p.Closes, Version11), p.Body...))
		if got != want {
			t.Errorf("%d:\n%q, want\n%q", status, got, want)
		}
		compared++
	}
	if compared < 18 {
		t.Errorf("only %d pages compared", compared)
	}
}

func TestErrorPageWithoutRequest(t *testing.T) {
	want := capturedPages(t)["incomplete request, timeout http-request"]
	if got := string(LookupErrorPage(408).Append(nil)); got != want {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
	if got := LookupErrorPage(400).Append(nil); !bytes.HasPrefix(got, []byte("HTTP/1.1 400 Bad request\r\n")) {
		t.Errorf("got %q", got)
	}
}

func TestUnknownStatusHasThePageOf500(t *testing.T) {
	if got := LookupErrorPage(599).Status; got != 500 {
		t.Errorf("page of %d", got)
	}
}
