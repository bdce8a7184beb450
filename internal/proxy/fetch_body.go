package proxy

import (
	"bytes"

	"metergate/internal/check"
	"metergate/internal/http1"
	"metergate/internal/sample"
)

// What is there of the body of a request, before it is sent on, or of a response, before it is relayed. Rules see what came
// with the head; option http-buffer-request and wait-for-body let them see more, and checks see all that they await.
func init() {
	for _, m := range [...]struct {
		prefix, what string
		needs        sample.Source
		of           bodyOf
		head         headOf
	}{
		{"req.", "the request's body", sample.ReqBody, requestBody, requestHead},
		{"res.", "the response's body", sample.ResBody, responseBody, responseHead},
	} {
		sample.RegisterFetch(
			bodyFetch(m.prefix+"body", sample.Bin, m.needs, "What is there of "+m.what+".", m.of,
				func(_ *sample.Ctx, b []byte) sample.Value { return sample.BinOf(b) }),
			bodyFetch(m.prefix+"body_len", sample.Int, m.needs, "Bytes that are there of "+m.what+".", m.of,
				func(_ *sample.Ctx, b []byte) sample.Value { return sample.IntOf(int64(len(b))) }),
			bodyFetch(m.prefix+"body_size", sample.Int, m.needs, "Bytes of "+m.what+", as its head says; in chunks, those that are there.", m.of,
				func(cx *sample.Ctx, b []byte) sample.Value {
					if h := m.head(cx); h != nil && h.Framing == http1.FramingLength {
						return sample.IntOf(h.Length)
					}
					return sample.IntOf(int64(len(b)))
				}),
		)
	}
	sample.RegisterFetch(
		sample.Fetch{
			Name: "req.body_param", Out: sample.Str, Needs: sample.ReqBody,
			Args: []sample.Arg{{Name: "name", Kind: sample.ArgStr, Optional: true}, {Name: "i", Kind: sample.ArgStr, Optional: true}},
			Help: "Value of a parameter in the request's body, of a form; the option i folds the case of its name.",
			Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
				b, ok := requestBody(cx)
				if !ok {
					return sample.Value{}, false
				}
				return findFormParam(b, a.Str(0), a.Has(1) && a.Str(1) == "i")
			},
		},
	)
}

// bodyOf finds what is there of one body, or says that there is none.
type bodyOf func(cx *sample.Ctx) ([]byte, bool)

func bodyFetch(name string, out sample.Type, needs sample.Source, help string, of bodyOf, get func(*sample.Ctx, []byte) sample.Value) sample.Fetch {
	return sample.Fetch{
		Name: name, Out: out, Needs: needs, Help: help,
		Get: func(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) {
			b, ok := of(cx)
			if !ok {
				return sample.Value{}, false
			}
			return get(cx, b), true
		},
	}
}

// requestBody returns what is buffered of the body, without the framing of chunks. There is none once it is being sent on.
func requestBody(cx *sample.Ctx) ([]byte, bool) {
	s := streamOf(cx)
	if s == nil || s.Request() == nil || s.link != nil {
		return nil, false
	}
	return s.upload.waiting(cx, s.client.View())
}

// responseBody returns what is buffered of the body of a server's answer, until it is relayed, or what a check has read of
// it. An answer of the gateway itself has none here.
func responseBody(cx *sample.Ctx) ([]byte, bool) {
	if scene, ok := cx.Owner.(check.Scene); ok {
		return scene.Input(), scene.Response() != nil
	}
	s := streamOf(cx)
	if s == nil || s.link == nil || responseHead(cx) == nil {
		return nil, false
	}
	return s.download.waiting(cx, s.link.conn.View())
}

// waiting returns the payload of the body in view, which begins with it.
func (b *body) waiting(cx *sample.Ctx, view []byte) ([]byte, bool) {
	switch b.framing {
	case http1.FramingLength:
		return view[:min(int64(len(view)), b.left)], true
	case http1.FramingChunked:
		return unchunk(cx, b.chunks.Ahead(), view)
	case http1.FramingUntilClose:
		return view, true
	}
	return nil, true
}

// unchunk puts the payload of chunks together.
func unchunk(cx *sample.Ctx, d http1.ChunkDecoder, view []byte) ([]byte, bool) {
	out := cx.Temp(len(view))
	for len(view) > 0 {
		payload, n, err := d.Next(view)
		if err != nil || n == 0 {
			break
		}
		out, view = append(out, payload...), view[n:]
	}
	return out, cx.Keep(out)
}

// findFormParam returns the value of the first parameter of that name; without a name, of the first.
func findFormParam(b []byte, name string, fold bool) (sample.Value, bool) {
	for rest := b; rest != nil; {
		var pair []byte
		pair, rest = nextParam(rest)
		key, value, ok := bytes.Cut(pair, []byte("="))
		if ok && (name == "" || string(key) == name || fold && bytes.EqualFold(key, []byte(name))) {
			return sample.StrOf(value), true
		}
	}
	return sample.Value{}, false
}
