package flight

import (
	"strconv"
	"unicode/utf8"
)

// AppendJSON appends records as an object: {"requests": [...]}. Times are in seconds, and the time of the end in seconds
// since 1970; what is not known is left out.
func AppendJSON(dst []byte, all []*Record) []byte {
	dst = append(dst, `{"requests":[`...)
	for i, r := range all {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = r.appendJSON(dst)
	}
	return append(dst, "]}\n"...)
}

func (r *Record) appendJSON(dst []byte) []byte {
	o := object{append(dst, '{')}
	o.text("id", r.Trace.String())
	if r.End > 0 {
		o.seconds("time", r.End)
	}
	for _, f := range [...][2]string{
		{"frontend", r.Frontend}, {"backend", r.Backend}, {"server", r.Server}, {"operation", r.Operation},
		{"consumer", r.Consumer}, {"client_address", r.Client}, {"method", r.Method}, {"path", r.Target},
		{"ending", r.Ending}, {"doing", r.Doing},
	} {
		if f[1] != "" {
			o.text(f[0], f[1])
		}
	}
	o.number("stream", int64(r.Stream))
	o.number("status", int64(r.Status))
	o.number("retries", int64(r.Retries))
	if r.Redispatched {
		o.name("redispatched")
		o.b = append(o.b, "true"...)
	}
	o.number("server_queue", int64(r.ServerQueue))
	o.number("backend_queue", int64(r.BackendQueue))
	o.number("bytes_in", r.In)
	o.number("bytes_out", r.Out)
	for _, p := range r.Times.phases() {
		if p.ns >= 0 {
			o.seconds(p.name, p.ns)
		}
	}
	o.headers(r.Headers)
	return append(o.b, '}')
}

// A phase is a time with its name.
type phase struct {
	name string
	ns   int64
}

// phases are the times in order. The client's is what it took to send its request.
func (t *Times) phases() [7]phase {
	return [...]phase{
		{"client", t.Request}, {"queue", t.Queue}, {"connect", t.Connect}, {"retry", t.Retry}, {"response", t.Response},
		{"data", t.Data}, {"total", t.Total},
	}
}

// An object is an object of JSON that is being written.
type object struct{ b []byte }

func (o *object) name(name string) {
	if o.b[len(o.b)-1] != '{' {
		o.b = append(o.b, ',')
	}
	o.b = append(appendString(o.b, name), ':')
}

func (o *object) text(name, value string) {
	o.name(name)
	o.b = appendString(o.b, value)
}

func (o *object) number(name string, n int64) {
	o.name(name)
	o.b = strconv.AppendInt(o.b, n, 10)
}

func (o *object) seconds(name string, ns int64) {
	o.name(name)
	o.b = strconv.AppendFloat(o.b, float64(ns/1e3)/1e6, 'f', -1, 64)
}

// headers writes the fields as one object; those of the response have its name before theirs.
func (o *object) headers(all []Header) {
	if len(all) == 0 {
		return
	}
	o.name("headers")
	o.b = append(o.b, '{')
	for _, h := range all {
		name := h.Name
		if h.Response {
			name = "response " + name
		}
		o.text(name, h.Value)
	}
	o.b = append(o.b, '}')
}

// appendString appends a string of JSON. Control bytes and the signs of HTML are written as escapes, bytes that are not
// UTF-8 as the replacement character.
func appendString(dst []byte, s string) []byte {
	const digits = "0123456789abcdef"
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < ' ' || r == 0x7f || r == '<' || r == '>' || r == '&':
			dst = append(dst, '\\', 'u', '0', '0', digits[r>>4], digits[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}
