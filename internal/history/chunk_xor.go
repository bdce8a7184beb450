package history

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"

	"github.com/prometheus/prometheus/promql"
)

// padding stands behind a chunk that is read: it is as long as one sample can be, so that one check a sample is enough.
var padding [32]byte

// errShortChunk is the error of a chunk that ends within a sample.
var errShortChunk = errors.New("a chunk ends too early")

// An xorReader reads the samples of a chunk of numbers: a count, then for each sample how its time differs from what the
// former two suggest and which bits differ from the former value. The database's own iterator does the same through two
// interfaces and with a check of each bit; the form is described in Prometheus's tsdb/docs/format/chunks.md.
type xorReader struct {
	b   []byte // with padding
	pos uint   // bits that were read

	t, delta          int64
	value             uint64
	leading, trailing uint8 // zero bits around those that differ
}

// appendXOR appends the samples of a chunk, which has padding behind it.
func appendXOR(to []promql.FPoint, padded []byte) ([]promql.FPoint, error) {
	end := len(padded) - len(padding)
	if end < 2 {
		return to, errShortChunk
	}
	r := xorReader{b: padded, pos: 16}
	for i := range int(binary.BigEndian.Uint16(padded)) {
		switch i {
		case 0:
			r.first()
		case 1:
			r.delta = int64(r.varint())
			r.t += r.delta
			r.differ()
		default:
			r.time()
			r.differ()
		}
		if r.pos > uint(end)*8 {
			return to, errShortChunk
		}
		to = append(to, promql.FPoint{T: r.t, F: math.Float64frombits(r.value)})
	}
	return to, nil
}

// peek returns the next bits, at least 57 of them, the first one highest.
func (r *xorReader) peek() uint64 {
	return binary.BigEndian.Uint64(r.b[r.pos>>3:]) << (r.pos & 7)
}

// take returns the next n bits, 1 to 64.
func (r *xorReader) take(n uint) uint64 {
	if n > 56 {
		high := r.take(n - 32)
		return high<<32 | r.take(32)
	}
	v := r.peek() >> (64 - n)
	r.pos += n
	return v
}

// varint reads a number of 7 bits a byte.
func (r *xorReader) varint() (v uint64) {
	for shift := 0; shift < 70; shift += 7 {
		b := r.take(8)
		v |= b & 0x7f << shift
		if b < 0x80 {
			break
		}
	}
	return v
}

func (r *xorReader) first() {
	u := r.varint()
	r.t = int64(u>>1) ^ -int64(u&1)
	r.value = r.take(64)
}

// dodBits is how many bits the difference of two times between samples has, after so many ones.
var dodBits = [5]uint{0, 14, 17, 20, 64}

func (r *xorReader) time() {
	if w := r.peek(); w>>63 != 0 {
		ones := min(bits.LeadingZeros64(^w), 4)
		r.pos += uint(min(ones+1, 4))
		n := dodBits[ones]
		v := r.take(n)
		if n < 64 && v > 1<<(n-1) {
			v -= 1 << n
		}
		r.delta += int64(v)
	} else {
		r.pos++
	}
	r.t += r.delta
}

// differ reads which bits of the value differ from those of the former one.
func (r *xorReader) differ() {
	w := r.peek()
	switch {
	case w>>63 == 0:
		r.pos++
		return
	case w>>62 == 2:
		r.pos += 2
	default:
		r.leading = uint8(w >> 57 & 31)
		n := uint8(w >> 51 & 63)
		if n == 0 {
			n = 64
		}
		r.trailing = 64 - r.leading - n
		r.pos += 13
	}
	n := 64 - r.leading - r.trailing
	r.value ^= r.take(uint(n)) << r.trailing
}
