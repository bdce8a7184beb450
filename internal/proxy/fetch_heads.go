package proxy

import (
	"metergate/internal/http1"
	"metergate/internal/sample"
)

// Whole heads, as text and in the form that filters outside of gateways read.
func init() {
	for _, m := range [...]struct {
		prefix, what string
		of           headOf
		needs        sample.Source
	}{
		{"req.", "the request", requestHead, sample.ReqHead},
		{"res.", "the response", responseHead, sample.ResHead},
	} {
		sample.RegisterFetch(
			wholeHead(m.prefix+"hdrs", sample.Str, m.needs, m.of, "All fields of "+m.what+", a line each, and the empty line behind them.", appendFields),
			wholeHead(m.prefix+"hdrs_bin", sample.Bin, m.needs, m.of, "All fields of "+m.what+": names and values, each behind its length, and two empty ones "+
				"at the end. Lengths are numbers of variable size as the agents of SPOE read them.", appendFieldsBinary),
		)
	}
}

func wholeHead(name string, out sample.Type, needs sample.Source, of headOf, help string, write func([]byte, *http1.Head) []byte) sample.Fetch {
	return sample.Fetch{
		Name: name, Out: out, Needs: needs, Help: help,
		Get: func(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) {
			h := of(cx)
			if h == nil {
				return sample.Value{}, false
			}
			text := write(cx.Temp(1024), h)
			if out == sample.Bin {
				return cx.Bin(text)
			}
			return cx.Str(text)
		},
	}
}

func appendFields(dst []byte, h *http1.Head) []byte {
	for i := range h.Len() {
		dst = append(append(dst, h.Name(i)...), ": "...)
		dst = append(append(dst, h.Value(i)...), "\r\n"...)
	}
	return append(dst, "\r\n"...)
}

func appendFieldsBinary(dst []byte, h *http1.Head) []byte {
	for i := range h.Len() {
		dst = append(appendVarint(dst, len(h.Name(i))), h.Name(i)...)
		dst = append(appendVarint(dst, len(h.Value(i))), h.Value(i)...)
	}
	return append(dst, 0, 0)
}

// appendVarint appends a number as SPOE writes lengths: below 240 in one byte; else its low four bits in the first one, and
// of the rest seven bits in each, all but the last with the highest bit.
func appendVarint(dst []byte, n int) []byte {
	if n < 240 {
		return append(dst, byte(n))
	}
	dst = append(dst, byte(n)|240)
	for n = (n - 240) >> 4; n >= 128; n = (n - 128) >> 7 {
		dst = append(dst, byte(n)|128)
	}
	return append(dst, byte(n))
}
