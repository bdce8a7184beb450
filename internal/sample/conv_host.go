package sample

import (
	"bytes"
	"strconv"
)

func init() {
	RegisterConverter(
		Converter{
			Name: "host_only", In: Str, Out: Str,
			Help:  "The name or address out of a Host field, without the port.",
			Apply: func(_ *Ctx, v Value, _ Args) (Value, bool) { return StrOf(v.b[:hostLen(v.b)]), true },
		},
		Converter{
			Name: "port_only", In: Str, Out: Int,
			Help:  "The port out of a Host field; 0 without one.",
			Apply: applyPortOnly,
		},
	)
}

// hostLen returns where the host in a Host field ends; an IPv6 address stands in brackets (RFC 3986 section 3.2.2).
func hostLen(b []byte) int {
	from := 0
	if len(b) > 0 && b[0] == '[' {
		from = bytes.IndexByte(b, ']') + 1
	}
	if i := bytes.IndexByte(b[from:], ':'); i >= 0 {
		return from + i
	}
	return len(b)
}

func applyPortOnly(_ *Ctx, v Value, _ Args) (Value, bool) {
	n := hostLen(v.b)
	if n >= len(v.b)-1 {
		return IntOf(0), true
	}
	port, err := strconv.ParseUint(text(v.b[n+1:]), 10, 16)
	if err != nil {
		return IntOf(0), true
	}
	return IntOf(int64(port)), true
}
