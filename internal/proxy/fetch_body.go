package proxy

import (
	"bytes"

	"metergate/internal/http1"
	"metergate/internal/sample"
)

// What is there of the body of a request, before it is sent on. Rules see what came with the head; option
// http-buffer-request and wait-for-body let them see more.
func init() {
	sample.RegisterFetch(
		bodyFetch("req.body", sample.Bin, "What is there of the request's body.",
			func(_ *Stream, b []byte) (sample.Value, bool) { return sample.BinOf(b), true }),
		bodyFetch("req.body_len", sample.Int, "Bytes that are there of the request's body.",
			func(_ *Stream, b []byte) (sample.Value, bool) { return sample.IntOf(int64(len(b))), true }),
		bodyFetch("req.body_size", sample.Int, "Bytes of the request's body, as its head says; in chunks, those that are there.",
			func(s *Stream, b []byte) (sample.Value, bool) {
				if s.upload.framing == http1.FramingLength {
					return sample.IntOf(s.req.Length), true
				}
				return sample.IntOf(int64(len(b))), true
			}),
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

func bodyFetch(name string, out sample.Type, help string, get func(*Stream, []byte) (sample.Value, bool)) sample.Fetch {
	return sample.Fetch{
		Name: name, Out: out, Needs: sample.ReqBody, Help: help,
		Get: func(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) {
			b, ok := requestBody(cx)
			if !ok {
				return sample.Value{}, false
			}
			return get(streamOf(cx), b)
		},
	}
}

// requestBody returns what is buffered of the body, without the framing of chunks. There is none once it is being sent on.
func requestBody(cx *sample.Ctx) ([]byte, bool) {
	s := streamOf(cx)
	if s == nil || s.Request() == nil || s.link != nil {
		return nil, false
	}
	view := s.client.View()
	switch s.upload.framing {
	case http1.FramingLength:
		return view[:min(int64(len(view)), s.upload.left)], true
	case http1.FramingChunked:
		return unchunk(cx, s.upload.chunks.Ahead(), view)
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
