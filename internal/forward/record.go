package forward

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"metergate/internal/flight"
	"metergate/internal/proxy"
)

// A fact is the place of a field in records.
type fact int

// factPlaces are the facts by their names.
var factPlaces = func() map[string]fact {
	places := map[string]fact{}
	for i, name := range proxy.RecordNames() {
		places[name] = fact(i)
	}
	return places
}()

// factOf returns the fact of a name, which exists.
func factOf(name string) fact {
	f, known := factPlaces[name]
	if !known {
		panic("forward: records have no field " + name)
	}
	return f
}

// A record is what is known of a request, or in mode tcp of a connection, that has ended.
type record struct {
	id       string // its name for ever
	instance string
	values   [][]byte // by fact, as JSON has them; nil where there is none
	captures func(frontend string, direction int) []proxy.Capture
}

// The facts that more than one form looks at.
var (
	factBegin    = factOf("begin")
	factEnd      = factOf("end")
	factFrontend = factOf("frontend")
	factTarget   = factOf("target")
	factTotal    = factOf("total_ms")
	factStatus   = factOf("status")
	factTrace    = factOf("traceparent")
	factMode     = factOf("mode")
)

// parse takes over the values of an object without objects in it. What it is given must stay as it is. It returns false
// when it is none.
func (r *record) parse(line []byte) bool {
	r.values = append(r.values[:0], make([][]byte, len(factPlaces))...)
	rest, ok := bytes.CutPrefix(line, []byte("{"))
	for ok && len(rest) > 0 && rest[0] != '}' {
		var name, value []byte
		name, rest = cutJSON(rest)
		value, rest = cutJSON(bytes.TrimPrefix(rest, []byte(": ")))
		rest = bytes.TrimPrefix(rest, []byte(", "))
		if ok = len(name) > 2 && len(value) > 0; !ok {
			break
		}
		if f, known := factPlaces[string(name[1:len(name)-1])]; known && string(value) != `""` && string(value) != "null" {
			r.values[f] = value
		}
	}
	return ok && string(rest) == "}"
}

// cutJSON cuts a text or a word off.
func cutJSON(b []byte) (value, rest []byte) {
	if len(b) == 0 || b[0] != '"' {
		n := bytes.IndexAny(b, ",}:")
		if n < 0 {
			return nil, nil
		}
		return b[:n], b[n:]
	}
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return b[:i+1], b[i+1:]
		}
	}
	return nil, nil
}

// text returns a fact without quotes; it is empty where there is none.
func (r *record) text(f fact) (text string) {
	v := r.values[f]
	switch {
	case len(v) == 0 || v[0] != '"':
		return string(v)
	case bytes.IndexByte(v, '\\') < 0:
		return string(v[1 : len(v)-1])
	case json.Unmarshal(v, &text) != nil:
		return ""
	}
	return text
}

// number returns a whole number that is not negative: what was not reached, is none. That of retries may have a plus sign.
func (r *record) number(f fact) (n int64, ok bool) {
	n, err := strconv.ParseInt(strings.TrimPrefix(r.text(f), "+"), 10, 64)
	return n, err == nil && n >= 0
}

// noRequest is what stands for the method, the target and the version of what was no request.
const noRequest = "<BADREQ>"

// request returns a part of the request line, empty where there was none.
func (r *record) request(f fact) string {
	text := r.text(f)
	if text == noRequest {
		return ""
	}
	if f == factTarget {
		return flight.Target([]byte(text))
	}
	return text
}

// cookie returns a captured cookie without its value.
func (r *record) cookie(f fact) string {
	name, _, found := strings.Cut(r.text(f), "=")
	if found {
		name += "=" + hidden
	}
	return name
}

// hidden stands for what is not told.
const hidden = "***"

// captured returns captured fields, in the order of their lines. Those that carry credentials are hidden.
func (r *record) captured(f fact, direction int) []string {
	text := strings.TrimSuffix(strings.TrimPrefix(r.text(f), "{"), "}")
	if text == "" {
		return nil
	}
	all, lines := strings.Split(text, "|"), r.captures(r.text(factFrontend), direction)
	for i, c := range lines {
		if i < len(all) && all[i] != "" && flight.Secret(c.Header) {
			all[i] = hidden
		}
	}
	return all
}

// trace returns the id of the trace that the client named (W3C Trace Context, 3.2), empty without one.
func (r *record) trace() string {
	parts := strings.Split(r.text(factTrace), "-")
	if len(parts) < 4 || len(parts[1]) != 32 || strings.Trim(parts[1], "0123456789abcdef") != "" {
		return ""
	}
	return parts[1]
}
