package peer

import "errors"

// errShort says that a message ends before what it announces; errRange that a number is not possible there.
var (
	errShort = errors.New("the message ends too early")
	errRange = errors.New("a number is out of range")
)

// appendNumber writes an integer as the protocol does: in 1 byte below 240, else 4 bits in the first and 7 in each further one.
func appendNumber(dst []byte, v uint64) []byte {
	if v < 0xf0 {
		return append(dst, byte(v))
	}
	dst = append(dst, byte(v)|0xf0)
	for v = (v - 0xf0) >> 4; v >= 0x80; v = (v - 0x80) >> 7 {
		dst = append(dst, byte(v)|0x80)
	}
	return append(dst, byte(v))
}

// maxNumber is how many bytes an integer takes at most.
const maxNumber = 10

// cutNumber reads an integer from the front of b, and returns what is behind it. It is false where b is no whole one.
func cutNumber(b []byte) (v uint64, rest []byte, ok bool) {
	if len(b) == 0 {
		return 0, nil, false
	}
	if v = uint64(b[0]); v < 0xf0 {
		return v, b[1:], true
	}
	for i, shift := 1, 4; i < len(b) && i < maxNumber; i, shift = i+1, shift+7 {
		v += uint64(b[i]) << shift
		if b[i] < 0x80 {
			return v, b[i+1:], true
		}
	}
	return 0, nil, false
}

// A reader takes a message apart. After its first error all that it returns is empty.
type reader struct {
	b   []byte
	err error
}

func (r *reader) number() (v uint64) {
	if r.err != nil {
		return 0
	}
	v, rest, ok := cutNumber(r.b)
	if !ok {
		r.err, r.b = errShort, nil
		return 0
	}
	r.b = rest
	return v
}

// bytes takes n bytes; the result is a view of the message.
func (r *reader) bytes(n uint64) []byte {
	if r.err == nil && n > uint64(len(r.b)) {
		r.err = errShort
	}
	if r.err != nil {
		return nil
	}
	part := r.b[:n]
	r.b = r.b[n:]
	return part
}

// word takes 4 bytes, the most significant first.
func (r *reader) word() (v uint32) {
	for _, c := range r.bytes(4) {
		v = v<<8 | uint32(c)
	}
	return v
}
