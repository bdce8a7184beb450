package proxy

import (
	"strings"

	"metergate/internal/check"
	"metergate/internal/http1"
	"metergate/internal/sample"
)

// A headOf returns the head that a fetch looks at, nil while there is none.
type headOf func(cx *sample.Ctx) *http1.Head

func requestHead(cx *sample.Ctx) *http1.Head {
	if s := streamOf(cx); s != nil && s.head() != nil {
		return &s.req.Head
	}
	return nil
}

// responseHead is that of the stream or of the check which the fetch is evaluated for.
func responseHead(cx *sample.Ctx) *http1.Head {
	if r := responseOf(cx); r != nil {
		return &r.Head
	}
	return nil
}

func responseOf(cx *sample.Ctx) *http1.Response {
	switch o := cx.Owner.(type) {
	case *Stream:
		return o.Response()
	case check.Scene:
		return o.Response()
	}
	return nil
}

func init() {
	for _, m := range [...]struct {
		prefix, old string // of the names of today, and of the older ones that ACLs use
		of          headOf
		needs       sample.Source
		what        string
	}{
		{"req.", "", requestHead, sample.ReqHead, "the request"},
		{"res.", "s", responseHead, sample.ResHead, "the response"},
	} {
		text := headerFetch(m.prefix+"hdr", m.needs, m.of, false, "A value of a field of "+m.what+", where commas separate values.")
		old := text
		old.Name, old.Forms = m.old+"hdr", sample.StringForms(m.old+"hdr")
		count := headerCount(m.prefix+"hdr_cnt", m.needs, m.of, false, "How many values a field of "+m.what+" has; commas separate values.")
		count.Aliases = []string{m.old + "hdr_cnt"}
		addr := headerAddr(m.prefix+"hdr_ip", m.needs, m.of, "An address among the values of a field of "+m.what+".")
		addr.Aliases = []string{m.old + "hdr_ip"}
		number := headerNumber(m.prefix+"hdr_val", m.needs, m.of, "A value of a field of "+m.what+", as a number.")
		number.Aliases = []string{m.old + "hdr_val"}
		sample.RegisterFetch(text, old, count, addr, number,
			headerFetch(m.prefix+"fhdr", m.needs, m.of, true, "A whole field of "+m.what+"."),
			headerCount(m.prefix+"fhdr_cnt", m.needs, m.of, true, "How many fields of a name "+m.what+" has."),
			headerNames(m.prefix+"hdr_names", m.needs, m.of, "The names of all fields of "+m.what+"."),
		)
	}
}

var headerArgs = []sample.Arg{
	{Name: "name", Kind: sample.ArgStr, Optional: true},
	{Name: "occurrence", Kind: sample.ArgInt, Optional: true},
}

// lowerName makes the name of a field what heads hold.
func lowerName(a sample.Args, _ *sample.Env) error {
	a[0].Text = strings.ToLower(a[0].Text)
	return nil
}

// headerFetch declares a fetch of one value, or of one whole field.
func headerFetch(name string, needs sample.Source, of headOf, whole bool, help string) sample.Fetch {
	return sample.Fetch{
		Name: name, Args: headerArgs, Out: sample.Str, Needs: needs, Help: help, Check: lowerName,
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			text, ok := pickValue(cx, a, of, whole)
			return sample.StrOf(text), ok
		},
	}
}

// headerCount declares a fetch of how many values, or fields, there are.
func headerCount(name string, needs sample.Source, of headOf, whole bool, help string) sample.Fetch {
	return sample.Fetch{
		Name: name, Args: headerArgs[:1], Out: sample.Int, Needs: needs, Help: help, Check: lowerName,
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			h := of(cx)
			if h == nil {
				return sample.Value{}, false
			}
			return sample.IntOf(int64(valueWalk{h, a.Str(0), whole}.count())), true
		},
	}
}

// headerAddr declares a fetch of an address among the values.
func headerAddr(name string, needs sample.Source, of headOf, help string) sample.Fetch {
	return sample.Fetch{
		Name: name, Args: headerArgs, Out: sample.Addr, Needs: needs, Help: help, Check: lowerName,
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			text, ok := pickValue(cx, a, of, false)
			if !ok {
				return sample.Value{}, false
			}
			ip, err := parseAddrPort(text)
			return sample.AddrOf(ip), err == nil
		},
	}
}

// headerNumber declares a fetch of a value as a number.
func headerNumber(name string, needs sample.Source, of headOf, help string) sample.Fetch {
	return sample.Fetch{
		Name: name, Args: headerArgs, Out: sample.Int, Needs: needs, Help: help, Check: lowerName,
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			text, ok := pickValue(cx, a, of, false)
			return sample.IntOf(leadingInt(text)), ok
		},
	}
}

// headerNames declares a fetch of all names, with a separator between them.
func headerNames(name string, needs sample.Source, of headOf, help string) sample.Fetch {
	return sample.Fetch{
		Name: name, Out: sample.Str, Needs: needs, Help: help,
		Args: []sample.Arg{{Name: "separator", Kind: sample.ArgStr, Optional: true, Default: ","}},
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			h, out := of(cx), cx.Temp(256)
			if h == nil {
				return sample.Value{}, false
			}
			for i := range h.Len() {
				if i > 0 {
					out = append(out, a.Str(0)...)
				}
				out = append(out, h.Name(i)...)
			}
			return cx.Str(out)
		},
	}
}
