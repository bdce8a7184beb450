package proxy

import (
	"encoding/binary"

	"metergate/internal/check"
	"metergate/internal/http1"
	"metergate/internal/sample"
)

// contentOf returns what a fetch on raw bytes looks at: what a client or a server of mode tcp has sent and nobody has
// taken. More of it may come while rules are undecided, which the caller then tells.
func contentOf(cx *sample.Ctx, response bool) []byte {
	s := streamOf(cx)
	switch scene, isCheck := cx.Owner.(check.Scene); {
	case isCheck && response:
		return scene.Input()
	case s == nil || s.front.Mode == ModeHTTP:
		return nil
	case !response:
		return s.client.View()
	case s.link != nil:
		return s.link.conn.View()
	}
	return nil
}

// mayChange notes that a fetch may answer otherwise when more has come.
func mayChange(cx *sample.Ctx) {
	if s := streamOf(cx); s != nil && s.undecided {
		cx.Pending = true
	}
}

func init() {
	for _, side := range []struct {
		prefix, what string
		response     bool
		needs        sample.Source
		old          []string // names of len
	}{
		{"req", "the client", false, sample.ReqBuffer, []string{"req_len"}},
		{"res", "the server", true, sample.ResBuffer, nil},
	} {
		sample.RegisterFetch(
			sample.Fetch{
				Name: side.prefix + ".len", Aliases: side.old, Out: sample.Int, Needs: side.needs,
				Help: "How many bytes " + side.what + " has sent that are still to be passed on.",
				Get: func(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) {
					mayChange(cx)
					return sample.IntOf(int64(len(contentOf(cx, side.response)))), true
				},
			},
			payloadFetch(side.prefix+".payload", side.what, side.needs, func(*sample.Ctx) bool { return side.response }),
			blockFetch(side.prefix+".payload_lv", side.what, side.needs, func(*sample.Ctx) bool { return side.response }),
		)
	}
	either := func(cx *sample.Ctx) bool {
		s := streamOf(cx)
		return s == nil || s.times.Connected != 0
	}
	sample.RegisterFetch(
		payloadFetch("payload", "the client or, in rules on what it sends, the server", sample.ReqBuffer|sample.ResBuffer, either),
		blockFetch("payload_lv", "the client or, in rules on what it sends, the server", sample.ReqBuffer|sample.ResBuffer, either),
		sample.Fetch{
			Name: "wait_end", Out: sample.Bool, Needs: sample.Internal,
			Help: "True once rules on content wait for no more: the delay is over, or nothing more will come.",
			Get: func(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) {
				mayChange(cx)
				s := streamOf(cx)
				return sample.BoolOf(s == nil || !s.undecided), true
			},
		},
		sample.Fetch{
			Name: "req.proto_http", Aliases: []string{"req_proto_http"}, Out: sample.Bool, Needs: sample.ReqBuffer | sample.ReqMeta,
			Help: "True when what the client sends is HTTP.",
			Get:  getProtoHTTP,
		},
	)
}

// payloadFetch declares a fetch of some bytes of what one side sends.
func payloadFetch(name, what string, needs sample.Source, response func(*sample.Ctx) bool) sample.Fetch {
	return sample.Fetch{
		Name: name, Out: sample.Bin, Needs: needs, Help: "Bytes of what is there from " + what + "; length 0 is all that is there.",
		Args: []sample.Arg{{Name: "offset", Kind: sample.ArgInt}, {Name: "length", Kind: sample.ArgInt}},
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			b, from, n := contentOf(cx, response(cx)), a.Int(0), a.Int(1)
			if n == 0 {
				mayChange(cx)
				n = int64(len(b)) - from
			}
			return cut(cx, b, from, n)
		},
	}
}

// blockFetch declares a fetch of a block whose length stands in the bytes before it.
func blockFetch(name, what string, needs sample.Source, response func(*sample.Ctx) bool) sample.Fetch {
	return sample.Fetch{
		Name: name, Out: sample.Bin, Needs: needs,
		Help: "A block of what is there from " + what + ", whose length is a number of so many bytes at the first offset. The block " +
			"follows it, or is at the second offset, which a sign makes relative.",
		Args: []sample.Arg{
			{Name: "offset1", Kind: sample.ArgInt}, {Name: "length", Kind: sample.ArgInt},
			{Name: "offset2", Kind: sample.ArgStr, Optional: true},
		},
		Check: func(a sample.Args, _ *sample.Env) error { return checkBlock(a) },
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			b := contentOf(cx, response(cx))
			head, ok := cut(cx, b, a.Int(0), a.Int(1))
			if !ok {
				return head, false
			}
			var wide [8]byte
			copy(wide[8-len(head.Bytes()):], head.Bytes())
			from := a.Int(0) + a.Int(1)
			if at, ok := a[2].Ref.(blockOffset); ok {
				from = at.of(from)
			}
			return cut(cx, b, from, int64(binary.BigEndian.Uint64(wide[:])&(1<<40-1)))
		},
	}
}

// cut returns n bytes from an offset, when they are there.
func cut(cx *sample.Ctx, b []byte, from, n int64) (sample.Value, bool) {
	switch {
	case from < 0 || n < 0 || from > maxInspect || n > maxInspect:
		return sample.Value{}, false
	case from+n > int64(len(b)) || n == 0:
		mayChange(cx)
		return sample.Value{}, false
	}
	return sample.BinOf(b[from : from+n]), true
}

func getProtoHTTP(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) {
	s := streamOf(cx)
	switch {
	case s == nil:
		return sample.Value{}, false
	case s.front.Mode == ModeHTTP:
		return sample.BoolOf(s.parsed), true
	}
	return sample.BoolOf(s.head() != nil), true
}

// head is the head of the request, or nil. On a connection of mode tcp it is what the client begins with, for rules that ask
// for it, if that is a request; it stays where it is.
func (s *Stream) head() *http1.Request {
	switch {
	case s.parsed || s.glimpsed:
		return &s.req
	case s.front.Mode != ModeTCP || s.alien || s.client == nil || s.link != nil:
		return nil
	}
	n, err := s.req.Parse(s.client.View(), &s.front.codec)
	if n == 0 && err == nil {
		mayChange(&s.cx)
		return nil
	}
	s.glimpsed, s.alien = err == nil, err != nil
	return s.head()
}
