package proxy

import (
	"bytes"

	"metergate/internal/http1"
	"metergate/internal/sample"
)

// Cookies of requests, several in a field, and of responses, one in a field with attributes behind it.
func init() {
	for _, m := range [...]struct {
		prefix, old string // of the names of today, and of the older ones
		field       string
		of          headOf
		needs       sample.Source
		what        string
	}{
		{"req.", "", "cookie", requestHead, sample.ReqHead, "the request"},
		{"res.", "s", "set-cookie", responseHead, sample.ResHead, "the response"},
	} {
		c := cookieField{m.field, m.of, m.needs}
		text := c.text(m.prefix+"cook", "Value of a cookie of "+m.what+": of several of that name the last, without a name the first.")
		old := text
		old.Name, old.Forms = m.old+"cook", sample.StringForms(m.old+"cook")
		sample.RegisterFetch(text, old,
			c.count(m.prefix+"cook_cnt", m.old+"cook_cnt", "How many cookies of that name, or at all, "+m.what+" has."),
			c.number(m.prefix+"cook_val", m.old+"cook_val", "Value of a cookie of "+m.what+", as a number."),
			c.names(m.prefix+"cook_names", "The names of all cookies of "+m.what+"."),
		)
	}
	set := cookieField{"set-cookie", responseHead, sample.ResHead}
	either := cookieField{"cookie", requestHead, sample.ReqHead | sample.ResHead}.text("cookie",
		"Value of a cookie of the request or, in rules on a response, that it sets.")
	either.Get = func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
		c := cookieField{"cookie", requestHead, sample.ReqHead}
		if responseHead(cx) != nil {
			c = set
		}
		value, ok := c.find(cx, a)
		return sample.StrOf(value), ok
	}
	sample.RegisterFetch(set.text("set-cookie", "Value of a cookie that the response sets."), either)
}

// A cookieField is where cookies stand.
type cookieField struct {
	name  string
	of    headOf
	needs sample.Source
}

var cookieArgs = []sample.Arg{{Name: "name", Kind: sample.ArgStr, Optional: true}}

// each calls yield with the cookies of a head in order, until it returns false.
func (c cookieField) each(h *http1.Head, yield func(name, value []byte) bool) {
	for i := h.Find(c.name, 0); i >= 0; i = h.Find(c.name, i+1) {
		rest, more := h.Value(i), true
		for more {
			var pair []byte
			pair, rest, more = bytes.Cut(rest, []byte(";"))
			name, value, ok := bytes.Cut(pair, []byte("="))
			if ok && !yield(bytes.TrimSpace(name), bytes.TrimSpace(value)) {
				return
			}
			if c.name == "set-cookie" {
				break // what follows are attributes
			}
		}
	}
}

// find returns the cookie that a fetch means: in the walk of an ACL the next of its name; else the last of its name, or without
// a name the first of all.
func (c cookieField) find(cx *sample.Ctx, a sample.Args) (found []byte, ok bool) {
	h := c.of(cx)
	if h == nil {
		return nil, false
	}
	want, n := a.Str(0), 0
	c.each(h, func(name, value []byte) bool {
		if want != "" && string(name) != want {
			return true
		}
		n++
		if !cx.Iter.On {
			found, ok = value, true
			return want != ""
		}
		if n == cx.Iter.Pos+1 {
			found, ok = value, true
		}
		return n <= cx.Iter.Pos+1
	})
	if cx.Iter.On {
		cx.Iter.Pos++
		cx.Iter.More = n > cx.Iter.Pos
	}
	return found, ok
}

func (c cookieField) text(name, help string) sample.Fetch {
	return sample.Fetch{
		Name: name, Args: cookieArgs, Out: sample.Str, Needs: c.needs, Help: help,
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			value, ok := c.find(cx, a)
			return sample.StrOf(value), ok
		},
	}
}

func (c cookieField) number(name, old, help string) sample.Fetch {
	return sample.Fetch{
		Name: name, Aliases: []string{old}, Args: cookieArgs, Out: sample.Int, Needs: c.needs, Help: help,
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			value, ok := c.find(cx, a)
			return sample.IntOf(leadingInt(value)), ok
		},
	}
}

func (c cookieField) count(name, old, help string) sample.Fetch {
	return sample.Fetch{
		Name: name, Aliases: []string{old}, Args: cookieArgs, Out: sample.Int, Needs: c.needs, Help: help,
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			h, n := c.of(cx), int64(0)
			if h == nil {
				return sample.Value{}, false
			}
			c.each(h, func(name, _ []byte) bool {
				if a.Str(0) == "" || string(name) == a.Str(0) {
					n++
				}
				return true
			})
			return sample.IntOf(n), true
		},
	}
}

func (c cookieField) names(name, help string) sample.Fetch {
	return sample.Fetch{
		Name: name, Args: []sample.Arg{{Name: "separator", Kind: sample.ArgStr, Optional: true, Default: ","}}, Out: sample.Str, Needs: c.needs, Help: help,
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			h, out := c.of(cx), cx.Temp(128)
			if h == nil {
				return sample.Value{}, false
			}
			first := true
			c.each(h, func(name, _ []byte) bool {
				if !first && a.Str(0) != "" {
					out = append(out, a.Str(0)[0])
				}
				first = false
				out = append(out, name...)
				return true
			})
			return cx.Str(out)
		},
	}
}
