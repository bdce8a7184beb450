package sample

import (
	"bytes"
	"strconv"
)

func init() {
	RegisterConverter(
		Converter{
			Name: "host_only", In: Str, Out: Str, Apply: applyHostOnly,
			Help: "The name or address out of a Host field in lower case, without the port.",
		},
		Converter{
			Name: "port_only", In: Str, Out: Int, Apply: applyPortOnly,
			Help: "The port out of a Host field; 0 without one.",
		},
	)
}

// hostLen returns where the host in a Host field ends: before the last colon, unless that stands within the brackets of an
// IPv6 address (RFC 3986 section 3.2.2).
func hostLen(b []byte) int {
	if i := bytes.LastIndexByte(b, ':'); i > bytes.LastIndexByte(b, ']') {
		return i
	}
	return len(b)
}

func applyHostOnly(cx *Ctx, v Value, _ Args) (Value, bool) {
	out := append(cx.Temp(len(v.b)), v.b[:hostLen(v.b)]...)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c | 0x20
		}
	}
	return cx.Str(out)
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
