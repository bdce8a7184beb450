package proxy

import (
	"metergate/internal/compress"
	"metergate/internal/http1"
	"metergate/internal/netio"
)

// A packer compresses a body on its way out.
type packer struct {
	lane    *lane
	encoder *compress.Encoder // nil while the packer is not in use
	in, out int64             // bytes of payload so far
	dirty   bool              // something was added behind the last flush
	head    [http1.MaxChunkHead]byte
}

// open makes the packer ready for a body. It is false when no encoder can be had.
func (p *packer) open(s *Stream, a compress.Algorithm) bool {
	e, err := s.lane.encoders.Get(a)
	if err != nil {
		return false
	}
	*p = packer{lane: s.lane, encoder: e}
	return true
}

// close gives the encoder back.
func (p *packer) close() {
	if p.encoder != nil {
		p.lane.encoders.Put(p.encoder)
		p.encoder = nil
	}
}

// restart begins the body anew, for another server.
func (p *packer) restart() {
	p.encoder.Restart()
	p.dirty = false
}

// add compresses payload and writes what comes of it.
func (p *packer) add(dst *netio.Conn, payload []byte) error {
	if err := p.encoder.Add(payload); err != nil {
		return err
	}
	p.took(len(payload))
	p.dirty = true
	return p.emit(dst)
}

// flush writes everything that was added, before the next wait.
func (p *packer) flush(dst *netio.Conn) error {
	if !p.dirty {
		return nil
	}
	p.dirty = false
	if err := p.encoder.Flush(); err != nil {
		return err
	}
	return p.emit(dst)
}

// finish writes the end of the compressed body.
func (p *packer) finish(dst *netio.Conn) error {
	if err := p.encoder.Finish(); err != nil {
		return err
	}
	return p.emit(dst)
}

// emit writes what the encoder made, as a chunk.
func (p *packer) emit(dst *netio.Conn) error {
	out := p.encoder.Out()
	if len(out) == 0 {
		return nil
	}
	defer p.encoder.Taken()
	p.gave(len(out))
	if err := dst.Write(http1.AppendChunkHead(p.head[:0], len(out))); err != nil {
		return err
	}
	if err := dst.Write(out); err != nil {
		return err
	}
	return dst.WriteString(http1.ChunkTail)
}

// took counts payload that was compressed.
func (p *packer) took(n int) {
	p.in += int64(n)
	p.lane.countPacked(gwCompIn, n)
}

// gave counts what came of it.
func (p *packer) gave(n int) {
	p.out += int64(n)
	p.lane.countPacked(gwCompOut, n)
}
