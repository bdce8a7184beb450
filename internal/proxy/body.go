package proxy

import (
	"metergate/internal/cache"
	"metergate/internal/http1"
	"metergate/internal/netio"
)

// A body is what is left to relay of a message's body: how its end is found on the way in, and how it is told on the
// way out.
type body struct {
	framing http1.Framing // on the way in
	chunked bool          // on the way out
	done    bool
	dry     bool  // the kernel does not move it
	left    int64 // of FramingLength
	owed    int64 // payload that the chunk which was begun on the way out still needs
	chunks  http1.ChunkDecoder
	tail    []byte // trailer lines, once done
	head    [http1.MaxChunkHead]byte
	saver   *cache.Object // keeps a copy of the payload, nil for none
	packer  *packer       // compresses what goes out, nil where nothing does
}

// open makes b the body of a message whose head was parsed. A broken one is an error with that status.
func (b *body) open(h *http1.Head, status int) {
	b.framing, b.left, b.tail, b.packer, b.saver = h.Framing, h.Length, nil, nil, nil
	b.dry, b.owed = false, 0
	b.chunked = h.Framing == http1.FramingChunked
	b.done = h.Framing == http1.FramingNone || h.Framing == http1.FramingTunnel || b.framing == http1.FramingLength && b.left == 0
	if b.chunked {
		b.chunks.Reset(status)
	}
}

// foresee returns what is wrong with what src has buffered of the body.
func (b *body) foresee(src *netio.Conn) error {
	if b.framing != http1.FramingChunked {
		return nil
	}
	return b.chunks.Check(src.View())
}

// move relays what src has buffered, without waiting. keep, when not nil, gets a copy of the payload.
func (b *body) move(src, dst *netio.Conn, keep *[]byte) error {
	for !b.done && src.Buffered() > 0 {
		n, err := b.step(src, dst, keep)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	if b.packer != nil && !b.done {
		return b.packer.flush(dst)
	}
	return nil
}

// step relays one piece and returns how many bytes of src it used.
func (b *body) step(src, dst *netio.Conn, keep *[]byte) (int64, error) {
	if b.framing == http1.FramingChunked {
		return b.stepChunk(src, dst, keep)
	}
	n := int64(src.Buffered())
	if b.framing == http1.FramingLength {
		n = min(n, b.left)
	}
	if keep != nil {
		*keep = append(*keep, src.View()[:n]...)
	}
	n, err := b.forward(src, dst, n)
	if b.framing == http1.FramingLength {
		b.left -= n
		b.done = b.left == 0
	}
	return n, err
}

// stepChunk relays the payload of one received chunk, as far as it is there.
func (b *body) stepChunk(src, dst *netio.Conn, keep *[]byte) (int64, error) {
	view := src.View()
	payload, n, err := b.chunks.Next(view)
	if err != nil || n == 0 {
		return 0, err
	}
	if keep != nil {
		*keep = append(*keep, payload...)
	}
	used := int64(n)
	src.Discard(n - len(payload))
	if len(payload) > 0 {
		if _, err = b.forward(src, dst, int64(len(payload))); err != nil {
			return used, err
		}
	}
	if b.chunks.Done() {
		b.done = true
		b.tail = b.chunks.Trailer().Lines()
	}
	return used, nil
}

// forward moves n bytes of payload, in a chunk of its own where dst gets chunks.
func (b *body) forward(src, dst *netio.Conn, n int64) (int64, error) {
	if b.saver != nil && !b.saver.Append(src.View()[:n]) {
		b.saver = nil // too large for the cache
	}
	if b.packer != nil && n > 0 {
		err := b.packer.add(dst, src.View()[:n])
		src.Discard(int(n))
		return n, err
	}
	if !b.chunked || n == 0 {
		return src.Forward(dst, n)
	}
	if b.owed > 0 {
		return b.settle(src, dst, n)
	}
	if err := dst.Write(http1.AppendChunkHead(b.head[:0], int(n))); err != nil {
		return 0, err
	}
	n, err := src.Forward(dst, n)
	if err != nil {
		return n, err
	}
	return n, dst.WriteString(http1.ChunkTail)
}

// settle moves n bytes of payload into the chunk that was begun.
func (b *body) settle(src, dst *netio.Conn, n int64) (int64, error) {
	n, err := src.Forward(dst, min(n, b.owed))
	if b.owed -= n; err == nil && b.owed == 0 {
		err = dst.WriteString(http1.ChunkTail)
	}
	return n, err
}

// collect takes what src has buffered of the body into dst.
func (b *body) collect(src *netio.Conn, dst *[]byte) error {
	for !b.done && src.Buffered() > 0 {
		payload, n, err := b.next(src.View())
		if err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
		*dst = append(*dst, payload...)
		src.Discard(n)
	}
	return nil
}

// drop throws away what src has buffered of the body.
func (b *body) drop(src *netio.Conn) {
	for !b.done && src.Buffered() > 0 {
		_, n, err := b.next(src.View())
		if err != nil || n == 0 {
			return
		}
		src.Discard(n)
	}
}

// next takes a piece of the body off view, and returns its payload and how many bytes it used.
func (b *body) next(view []byte) ([]byte, int, error) {
	switch b.framing {
	case http1.FramingChunked:
		payload, n, err := b.chunks.Next(view)
		b.done = b.chunks.Done()
		return payload, n, err
	case http1.FramingLength:
		n := int(min(int64(len(view)), b.left))
		b.left -= int64(n)
		b.done = b.left == 0
		return view[:n], n, nil
	}
	return view, len(view), nil
}

// finish writes the end of the body.
func (b *body) finish(dst *netio.Conn, wire []byte) error {
	if !b.chunked {
		return nil
	}
	if b.packer != nil {
		if err := b.packer.finish(dst); err != nil {
			return err
		}
	}
	return dst.Write(http1.AppendLastChunk(wire[:0], b.tail))
}
