package check

import (
	"bytes"
	"testing"

	"metergate/internal/http1"
)

func FuzzPattern(f *testing.F) {
	for _, s := range [][3]string{
		{"string", "+PONG", "+PONG\r\n"}, {"binary", "2d45", "-ERR"}, {"rstring", "^\\+OK", "+OK"}, {"rbinary", "^2D(45)+", "-EEE"},
		{"binary", "2", ""}, {"rstring", "(", ""}, {"string", "", ""},
	} {
		f.Add(s[0], s[1], []byte(s[2]))
	}
	f.Fuzz(func(t *testing.T, form, text string, input []byte) {
		p, err := parsePattern(form, text)
		if err != nil || form != "string" && form != "binary" && p.re == nil {
			return
		}
		found := p.in(input)
		if p.re == nil && found != bytes.Contains(input, p.data) {
			t.Errorf("%s %q in %q: %t", form, text, input, found)
		}
	})
}

// FuzzAnswer gives a probe an answer that has arrived as a whole.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 204 N\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nabc", "junk",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		p := &probe{in: bytes.Clone(input), ended: true, plan: &Plan{}}
		p.http.request = new(http1.Request)
		p.http.request.Start("GET", "/", http1.Version11)
		step := &httpBodyStep{pattern: pattern{form: "string", data: []byte("abc")}}
		if r := step.run(p); r == nil && !bytes.Contains(p.http.body, []byte("abc")) {
			t.Errorf("%q passes", input)
		}
	})
}
