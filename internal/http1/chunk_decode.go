package http1

import "bytes"

// ChunkDecoder takes a chunked body apart (RFC 9112 section 7.1) without
// copying it. The zero value is ready for one body; Reset makes it ready again.
type ChunkDecoder struct {
	MaxTrailer int // bytes of the trailer section; 0 means as a head by default

	phase   chunkPhase
	digits  uint8
	left    int64 // of the chunk being read
	excess  int64 // framing bytes beyond what the payload deserves
	trailer Trailer
	err     Error
}

type chunkPhase uint8

const (
	chunkSize chunkPhase = iota
	chunkBlank
	chunkExtension
	chunkSizeLF
	chunkData
	chunkDataCR
	chunkDataLF
	chunkTrailer
	chunkDone
)

// The bounds of what a sender may waste on extensions and tiny chunks.
const (
	maxChunkDigits = 16
	maxExcess      = 16 << 10
	freePerChunk   = 16
)

// Reset prepares for the next body. status is the one that errors carry.
func (d *ChunkDecoder) Reset(status int) {
	t := d.trailer
	t.reset()
	*d = ChunkDecoder{MaxTrailer: d.MaxTrailer, trailer: t}
	d.err.Status = status
}

// Done reports that the body's end, trailers included, has been consumed.
func (d *ChunkDecoder) Done() bool { return d.phase == chunkDone }

// Trailer returns the trailer fields, once Done.
func (d *ChunkDecoder) Trailer() *Trailer { return &d.trailer }

// Next consumes framing from the start of view up to and including one span of
// payload, which is a piece of view. It returns the bytes consumed; 0 means
// that more bytes are needed, or that the body is Done. A span may be empty.
func (d *ChunkDecoder) Next(view []byte) (payload []byte, n int, err error) {
	for n < len(view) {
		switch d.phase {
		case chunkDone:
			return nil, n, nil
		case chunkData:
			take := int(min(d.left, int64(len(view)-n)))
			payload = view[n : n+take]
			if d.left -= int64(take); d.left == 0 {
				d.phase = chunkDataCR
			}
			return payload, n + take, nil
		case chunkTrailer:
			used, err := d.readTrailer(view[n:], n)
			if err != nil {
				return nil, 0, err
			}
			return nil, n + used, nil
		}
		if e := d.framingByte(view[n], n); e != nil {
			return nil, 0, e
		}
		n++
	}
	return nil, n, nil
}

// Span returns how many bytes of payload come before the next framing; 0 within that.
func (d *ChunkDecoder) Span() int64 {
	if d.phase != chunkData {
		return 0
	}
	return d.left
}

// Skip notes that n bytes of payload, no more than Span, went by elsewhere.
func (d *ChunkDecoder) Skip(n int64) {
	if d.left -= n; d.left == 0 {
		d.phase = chunkDataCR
	}
}

// Ahead returns a decoder that goes on from here and takes nothing from d.
func (d *ChunkDecoder) Ahead() ChunkDecoder {
	ahead := *d
	ahead.trailer = Trailer{}
	return ahead
}

// Check returns the error that Next would come upon in view, without consuming anything.
func (d *ChunkDecoder) Check(view []byte) error {
	ahead := d.Ahead()
	for len(view) > 0 {
		_, n, err := ahead.Next(view)
		if err != nil {
			e := ahead.err
			return &e
		}
		if n == 0 {
			break
		}
		view = view[n:]
	}
	return nil
}

// framingByte takes one byte that is neither payload nor trailer: one step of
// the machine, a case for each phase.
func (d *ChunkDecoder) framingByte(c byte, pos int) error {
	switch d.phase {
	case chunkSize:
		return d.sizeByte(c, pos)
	case chunkBlank:
		if isBlank(c) {
			return d.waste(pos)
		}
		if c != ';' {
			return d.fail(pos, StateChunkSize, "bytes behind a chunk size")
		}
		d.phase = chunkExtension
		return d.waste(pos)
	case chunkExtension:
		if c == '\r' {
			d.phase = chunkSizeLF
			return nil
		}
		if classes[c]&classReason == 0 {
			return d.fail(pos, StateChunkSize, "control byte in a chunk extension")
		}
		return d.waste(pos)
	case chunkSizeLF:
		if c != '\n' {
			return d.fail(pos, StateChunkSize, "chunk size line without CRLF")
		}
		d.beginChunk()
		return nil
	case chunkDataCR:
		if c != '\r' {
			return d.fail(pos, StateChunkEnd, "chunk longer than its size")
		}
		d.phase = chunkDataLF
		return nil
	}
	if c != '\n' {
		return d.fail(pos, StateChunkEnd, "chunk without CRLF behind it")
	}
	d.phase = chunkSize
	return nil
}

// sizeByte takes a byte of the size, strict hexadecimal of at most 63 bits.
func (d *ChunkDecoder) sizeByte(c byte, pos int) error {
	if v := unhex(c); v < 16 {
		if d.digits++; d.digits > maxChunkDigits || d.left > 1<<59-1 {
			return d.fail(pos, StateChunkSize, "chunk size too large")
		}
		d.left = d.left<<4 | int64(v)
		return nil
	}
	switch {
	case c == '\n':
		return d.fail(pos, StateChunkSize, "chunk size line without CRLF")
	case d.digits == 0:
	case c == '\r':
		d.phase = chunkSizeLF
		return nil
	case c == ';':
		d.phase = chunkExtension
		return d.waste(pos)
	case isBlank(c):
		d.phase = chunkBlank
		return d.waste(pos)
	}
	return d.fail(pos, StateChunkSize, "chunk size is no hexadecimal number")
}

// beginChunk follows a complete size line.
func (d *ChunkDecoder) beginChunk() {
	d.excess = max(0, d.excess-freePerChunk-d.left)
	d.digits, d.phase = 0, chunkData
	if d.left == 0 {
		d.phase = chunkTrailer
	}
}

// waste counts a byte of an extension against the payload that came with it.
func (d *ChunkDecoder) waste(pos int) error {
	if d.excess++; d.excess > maxExcess {
		return d.fail(pos, StateChunkSize, "chunk extensions too large")
	}
	return nil
}

// readTrailer takes whole lines of the trailer section and returns the bytes consumed.
func (d *ChunkDecoder) readTrailer(b []byte, pos int) (int, error) {
	n := 0
	for {
		lf := bytes.IndexByte(b[n:], '\n')
		if d.trailer.taken+max(lf+1, 0) > d.maxTrailer() || lf < 0 && d.trailer.taken+len(b)-n > d.maxTrailer() {
			return 0, d.fail(pos+n, StateTrailers, "trailers too large")
		}
		if lf < 0 {
			return n, nil
		}
		line := b[n : n+lf+1]
		if len(line) == 2 && line[0] == '\r' {
			d.phase = chunkDone
			return n + 2, nil
		}
		if at, reason := d.trailer.take(line); reason != "" {
			return 0, d.fail(pos+n+at, StateTrailers, reason)
		}
		n += lf + 1
	}
}

func (d *ChunkDecoder) maxTrailer() int {
	if d.MaxTrailer > 0 {
		return d.MaxTrailer
	}
	return defaultMaxHead
}

func (d *ChunkDecoder) fail(pos int, st State, reason string) error {
	status := d.err.Status
	if status == 0 {
		status = 400
	}
	d.err = Error{Status: status, Pos: pos, State: st, Reason: reason}
	return &d.err
}

// unhex returns the value of a hexadecimal digit, or something above 15.
func unhex(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 0xff
}
