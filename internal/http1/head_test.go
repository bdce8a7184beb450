package http1

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func fieldsOf(h *Head) string {
	var lines []string
	for i := range h.Len() {
		lines = append(lines, fmt.Sprintf("%s=%s", h.Name(i), h.Value(i)))
	}
	return strings.Join(lines, " ")
}

func TestHeadEdits(t *testing.T) {
	tests := []struct {
		name string
		edit func(h *Head)
		want string
	}{
		{"add", func(h *Head) { h.Add([]byte("X-New"), []byte("v")) }, "host=a x=1 y=2 x=3 x-new=v"},
		{"set", func(h *Head) { h.Set([]byte("X"), []byte("v")) }, "host=a y=2 x=v"},
		{"set to itself", func(h *Head) { h.Set([]byte("x"), h.Value(1)) }, "host=a y=2 x=1"},
		{"set a new one", func(h *Head) { h.Set([]byte("z"), []byte("")) }, "host=a x=1 y=2 x=3 z="},
		{"delete", func(h *Head) { h.Del([]byte("X")) }, "host=a y=2"},
		{"delete none", func(h *Head) { h.Del([]byte("Q")) }, "host=a x=1 y=2 x=3"},
		{"delete by index", func(h *Head) { h.DelAt(2) }, "host=a x=1 x=3"},
		{"replace", func(h *Head) { h.SetValueAt(1, []byte("long value")) }, "host=a x=long value y=2 x=3"},
		{"line ends become spaces", func(h *Head) { h.Add([]byte("z"), []byte("a\r\nb\x00c\td")) }, "host=a x=1 y=2 x=3 z=a  b c\td"},
	}
	for _, tt := range tests {
		r := parseRequest(t, "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nY: 2\r\nX: 3\r\n\r\n", nil)
		tt.edit(&r.Head)
		if got := fieldsOf(&r.Head); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		want := "GET / HTTP/1.1\r\n" + strings.ReplaceAll(strings.ReplaceAll(tt.want, "long value", "long_value"), "a  b c", "a__b_c")
		want = strings.NewReplacer("=", ": ", " ", "\r\n", "_", " ").Replace(strings.TrimPrefix(want, "GET / HTTP/1.1\r\n"))
		if got := string(r.Append(nil, true)); got != "GET / HTTP/1.1\r\n"+want+"\r\n\r\n" {
			t.Errorf("%s: sent %q", tt.name, got)
		}
	}
}

func TestHeadLookups(t *testing.T) {
	r := parseRequest(t, "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\n\r\n", nil)
	if v, ok := r.Get("x"); !ok || string(v) != "1" {
		t.Errorf("Get = %q, %v", v, ok)
	}
	if _, ok := r.Get("z"); ok {
		t.Error("Get found what is not there")
	}
	if r.Count("x") != 2 || r.Find("x", 2) != 2 || r.FindID(FieldHost, 0) != 0 || r.FindID(FieldTE, 0) != -1 {
		t.Error("lookups disagree")
	}
}

func TestRulesCannotForgeFraming(t *testing.T) {
	r := parseRequest(t, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n", nil)
	r.Set([]byte("Content-Length"), []byte("9"))
	r.Add([]byte("Transfer-Encoding"), []byte("chunked"))
	const want = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\n"
	if got := string(r.Append(nil, true)); got != want {
		t.Errorf("sent %q", got)
	}
}

func TestReframing(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	tests := []struct {
		in   string
		edit func(*Response)
		want string
	}{
		{"A: b\r\nContent-Length: 3\r\nC: d\r\n", func(r *Response) { r.SetChunked() }, "a: b\r\ntransfer-encoding: chunked\r\nc: d\r\n"},
		{"A: b\r\nTransfer-Encoding: chunked\r\nC: d\r\n", func(r *Response) { r.SetLength(7) }, "a: b\r\ncontent-length: 7\r\nc: d\r\n"},
		{"Transfer-Encoding: chunked\r\nC: d\r\n", func(r *Response) { r.SetUntilClose() }, "c: d\r\n"},
		{"Content-Length: 3\r\nC: d\r\n", func(r *Response) { r.SetNoBody() }, "c: d\r\n"},
		{"C: d\r\n", func(r *Response) { r.SetChunked() }, "c: d\r\ntransfer-encoding: chunked\r\n"},
		{"C: d\r\nContent-Length: 3\r\n", func(r *Response) { r.Del([]byte("content-length")) }, "c: d\r\ncontent-length: 3\r\n"},
	}
	for _, tt := range tests {
		r := parseResponse(t, ok+tt.in+"\r\n", nil)
		tt.edit(r)
		if got := string(r.Append(nil, true, Version11)); got != ok+tt.want+"\r\n" {
			t.Errorf("%q: sent %q", tt.in, got)
		}
	}
}

// A head under any sequence of edits behaves as a plain list of pairs does.
func TestHeadEditsModel(t *testing.T) {
	type pair struct{ name, value string }
	name := rapid.SampledFrom([]string{"a", "b", "x-long-name", "te2"})
	value := rapid.StringMatching(`[a-z ,]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		var r Request
		r.begin()
		var model []pair
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				p := pair{name.Draw(t, "name"), value.Draw(t, "value")}
				r.Add([]byte(strings.ToUpper(p.name)), []byte(p.value))
				model = append(model, p)
			},
			"set": func(t *rapid.T) {
				p := pair{name.Draw(t, "name"), value.Draw(t, "value")}
				r.Set([]byte(p.name), []byte(p.value))
				model = append(slices.DeleteFunc(model, func(q pair) bool { return q.name == p.name }), p)
			},
			"del": func(t *rapid.T) {
				n := name.Draw(t, "name")
				r.Del([]byte(n))
				model = slices.DeleteFunc(model, func(q pair) bool { return q.name == n })
			},
			"replace": func(t *rapid.T) {
				if len(model) == 0 {
					t.Skip("no field")
				}
				i := rapid.IntRange(0, len(model)-1).Draw(t, "index")
				model[i].value = value.Draw(t, "value")
				r.SetValueAt(i, []byte(model[i].value))
			},
			"": func(t *rapid.T) {
				var want []string
				for _, p := range model {
					want = append(want, p.name+"="+p.value)
				}
				if got := fieldsOf(&r.Head); got != strings.Join(want, " ") {
					t.Fatalf("%q, want %q", got, want)
				}
			},
		})
	})
}

func TestNextItem(t *testing.T) {
	tests := []struct{ in, want string }{
		{"a", "a"},
		{" a , b,c ", "a|b|c"},
		{"a,,b", "a||b"},
		{"a,", "a|"},
		{`"x,y", z`, `"x,y"|z`},
		{`"x\",y",z`, `"x\",y"|z`},
		{`"open, z`, `"open, z`},
	}
	for _, tt := range tests {
		var got []string
		for item, rest, ok := NextItem([]byte(tt.in)); ok; item, rest, ok = NextItem(rest) {
			got = append(got, string(item))
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("%q: %q", tt.in, got)
		}
	}
}
