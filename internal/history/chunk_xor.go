package history

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"slices"

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
	n := int(binary.BigEndian.Uint16(padded))
	to = slices.Grow(to, n)
	r := xorReader{b: padded, pos: 16}
	for i := range min(n, 2) {
		if i == 0 {
			r.first()
		} else {
			r.delta = int64(r.varint())
			r.t += r.delta
			r.differ()
		}
		if r.pos > uint(end)*8 {
			return to, errShortChunk
		}
		to = append(to, promql.FPoint{T: r.t, F: math.Float64frombits(r.value)})
	}
	if n <= 2 {
		return to, nil
	}
	all := to[:len(to)+n-2]
	read := r.rest(all[len(to):], uint(end)*8)
	to = all[:len(to)+read]
	if read < n-2 {
		return to, errShortChunk
	}
	return to, nil
}

// rest reads the samples behind the first two and returns how many are there before the bit end. It is time and differ in
// one, with what both know in registers: nearly all samples come at the time that is expected and differ in few bits, so
// that one load is enough.
func (r *xorReader) rest(to []promql.FPoint, end uint) int {
	b, pos, t, delta, value := r.b, r.pos, r.t, r.delta, r.value
	trailing, width := uint(r.trailing), uint(64-r.leading-r.trailing)
	for i := range to {
		w := binary.BigEndian.Uint64(b[pos>>3:]) << (pos & 7)
		if w>>63 == 0 {
			pos++
			w <<= 1
		} else {
			r.pos, r.delta = pos, delta
			r.time()
			pos, delta = r.pos, r.delta
			w = binary.BigEndian.Uint64(b[pos>>3:]) << (pos & 7)
		}
		t += delta
		if w>>63 == 0 {
			pos++
		} else {
			if w>>62 == 2 {
				pos += 2
				w <<= 2
			} else {
				if width = uint(w >> 51 & 63); width == 0 {
					width = 64
				}
				trailing = uint(uint8(64 - w>>57&31 - uint64(width)))
				pos += 13
				w <<= 13
			}
			if width <= sureBits {
				w >>= 64 - width
				pos += width
			} else {
				r.pos = pos
				w = r.take(width)
				pos = r.pos
			}
			value ^= w << trailing
		}
		if pos > end {
			return i
		}
		to[i] = promql.FPoint{T: t, F: math.Float64frombits(value)}
	}
	return len(to)
}

// sureBits is how many bits of a load are left behind the heads of a time and of a value.
const sureBits = 57 - 1 - 13

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

// time reads by how much the time since the former sample differs from that before it.
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
