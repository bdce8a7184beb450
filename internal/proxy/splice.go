package proxy

import (
	"errors"
	"math"

	"metergate/internal/conf"
	"metergate/internal/http1"
	"metergate/internal/netio"
)

// The kernel moves bodies by itself where options ask for that: through a pipe from one socket to the other, so that the
// payload never comes into this process. What frames it still does, and is received as ever.
var (
	optSpliceRequest  = option("splice-request", conf.Listen, "The kernel moves bodies of requests by itself, through pipes: those that nothing looks at and that are not encrypted.")
	optSpliceResponse = option("splice-response", conf.Listen, "The kernel moves bodies of responses by itself, through pipes: those that nothing looks at and that are not encrypted.")
	optSpliceAuto     = option("splice-auto", conf.Listen, "The kernel moves large bodies by itself, in both directions, as splice-request and splice-response have it do with most.")
	dirNoSplice       = conf.Flag(conf.Spec{Name: "nosplice", In: conf.Global, Usage: "nosplice", Help: "The kernel moves no bodies by itself, whatever options of proxies ask for."})
	dirMaxPipes       = globalInt("maxpipes", "maxpipes <number>", "The pipes through which the kernel moves bodies at a time; a quarter of maxconn when absent. Without one left, bodies are relayed as ever.", 0)
)

// Splices says which bodies the kernel is to move.
type Splices struct{ Request, Response, Auto bool }

func splices(b *conf.Bag) Splices {
	return Splices{Request: optSpliceRequest.Or(b, false), Response: optSpliceResponse.Or(b, false), Auto: optSpliceAuto.Or(b, false)}
}

const (
	// spliceLeast is the smallest piece of a body that is worth a pipe, and autoLeast that which is without being asked to.
	spliceLeast, autoLeast = 16 << 10, 1 << 20
	// mostPipes bounds the number of pipes that nobody has set.
	mostPipes = 1024
)

// openPipes allows as many pipes as the configuration does.
func (g *Gateway) openPipes() {
	b := g.Global.Bag
	if dirNoSplice.Or(b, false) || g.Global.NoSplice || !g.splices() {
		return
	}
	g.Loops.SetPipes(int(dirMaxPipes.Or(b, int64(min(g.Global.Gate.Limit()/4, mostPipes)))))
}

// splices reports whether a proxy asks for pipes.
func (g *Gateway) splices() bool {
	for _, p := range g.Proxies() {
		if splices(p.Bag) != (Splices{}) {
			return true
		}
	}
	return false
}

// asksFor reports whether one of the two proxies asks for the bodies of a direction.
func (s *Stream) asksFor(up bool) bool {
	f, b := s.front.Options.Splices, s.back.Options.Splices
	if up {
		return f.Request || b.Request
	}
	return f.Response || b.Response
}

// sips has the response stay in the kernel behind its head, before it is asked for.
func (s *Stream) sips(srv *netio.Conn) {
	if s.asksFor(false) && srv.Spliceable() && s.client.Spliceable() {
		srv.Sip(true)
	}
}

// tows reports whether the next piece of a body is one for the kernel, and lets it stay there.
func (s *Stream) tows(b *body, src, dst *netio.Conn) bool {
	if b.packer != nil || b.saver != nil || b.dry || src.Buffered() > 0 || !src.Spliceable() || !dst.Spliceable() {
		return false
	}
	least := int64(spliceLeast)
	if !s.asksFor(b == &s.upload) {
		if !s.front.Options.Splices.Auto && !s.back.Options.Splices.Auto {
			return false
		}
		least = autoLeast
	}
	if b.span() < least && b.owed == 0 || b == &s.upload && s.recording() != nil {
		return false
	}
	src.Sip(true)
	return true
}

// span is how much payload comes before the next framing.
func (b *body) span() int64 {
	switch b.framing {
	case http1.FramingLength:
		return b.left
	case http1.FramingChunked:
		return b.chunks.Span()
	}
	return math.MaxInt64
}

// towed notes that n bytes of payload went by.
func (b *body) towed(n int64) {
	switch b.framing {
	case http1.FramingLength:
		b.left -= n
		b.done = b.left == 0
	case http1.FramingChunked:
		b.chunks.Skip(n)
	}
}

// A towError is a failure of the side that the bytes go to, where one of their source is possible too.
type towError struct{ error }

func (e towError) Unwrap() error { return e.error }

// tow has the kernel move what there is of a body, a pipeful at most. from and to give the deadlines of its two sides.
// Once the task is cancelled nothing of the stream is touched: it may be another's.
func (s *Stream) tow(t *netio.Task, b *body, src, dst *netio.Conn, from, to func() int64) error {
	if err := b.announce(dst); err != nil {
		return towError{err}
	}
	pipe, n, err := s.pipeful(t, b, src, from)
	if pipe == nil || err != nil {
		return err
	}
	defer pipe.Release()
	s.countTowed(b == &s.upload, n, 0)
	b.towed(int64(n))
	for pipe.Len() > 0 {
		n, err := pipe.Drain(t, dst, to())
		if err != nil {
			return towError{err}
		}
		s.countTowed(b == &s.upload, 0, n)
		if b.chunked {
			b.owed -= int64(n)
		}
	}
	if b.chunked && b.owed == 0 {
		if err := dst.WriteString(http1.ChunkTail); err != nil {
			return towError{err}
		}
	}
	return t.Spend(n)
}

// announce writes the head of a chunk as large as what is left of the one that is received.
func (b *body) announce(dst *netio.Conn) error {
	if !b.chunked || b.owed > 0 {
		return nil
	}
	b.owed = b.span()
	return dst.Write(http1.AppendChunkHead(b.head[:0], int(b.owed)))
}

// pipeful waits for input and takes a pipe full of it; no pipe, and no error, means that the body goes on as ever.
func (s *Stream) pipeful(t *netio.Task, b *body, src *netio.Conn, from func() int64) (*netio.Pipe, int, error) {
	loop := s.lane.loop
	for try := 0; try < 2; try++ {
		pipe := loop.Pipe()
		if pipe == nil {
			break
		}
		n, err := pipe.Fill(src, b.span())
		if n > 0 {
			return pipe, n, nil
		}
		pipe.Release()
		if err != nil {
			return nil, 0, err
		}
		if try > 0 {
			break // readable, but not for a pipe
		}
		if err := src.Readable(t, from()); err != nil {
			return nil, 0, err
		}
		if src.Buffered() > 0 {
			return nil, 0, nil
		}
	}
	b.dry = true
	src.Sip(false)
	return nil, 0, nil
}

// countTowed counts what went into a pipe, and out of one, in the direction of requests or of responses.
func (s *Stream) countTowed(up bool, in, out int) {
	shard, from, to := s.lane.shard, s.back.Set, s.front.Set
	if up {
		from, to = to, from
	}
	h1SplicedIn.Add(from, shard, uint64(in))
	h1SplicedOut.Add(to, shard, uint64(out))
	gwSplicedOut.Add(s.lane.gateway.Process.Set, shard, uint64(out))
}

// towDown has the kernel move a piece of the response.
func (s *Stream) towDown(t *netio.Task, srv *netio.Conn) error {
	err := s.tow(t, &s.download, srv, s.client, s.serverDeadline, s.clientDeadline)
	var lost towError
	if errors.As(err, &lost) {
		return clientError(lost)
	}
	return err
}

// towUp has the kernel move a piece of the request's body. It returns false when the pump has ended.
func (s *Stream) towUp(t *netio.Task) bool {
	until := func(k limitKind) func() int64 { return func() int64 { return after(t.Now(), s.limit(k)) } }
	err := s.tow(t, &s.upload, s.client, s.link.conn, until(limitClient), until(limitServer))
	var lost towError
	switch {
	case errors.As(err, &lost):
		s.pumpBlocked(t, lost.error)
	case err != nil:
		s.pumpStarved(t, err)
	default:
		s.pumped = t.Now()
		return true
	}
	return false
}
