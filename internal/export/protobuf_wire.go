package export

import (
	"encoding/binary"
	"math"
	"unicode/utf8"
)

// A message is a message of protobuf that grows at its end.
type message struct{ buf []byte }

// The wire types.
const (
	wireVarint = 0
	wireDouble = 1
	wireBytes  = 2
)

func appendVarint(dst []byte, n uint64) []byte { return binary.AppendUvarint(dst, n) }

// zigzag is how signed numbers are written, small ones short.
func zigzag(n int64) uint64 { return uint64(n<<1) ^ uint64(n>>63) }

func (m *message) tag(field, wire int) { m.buf = appendVarint(m.buf, uint64(field<<3|wire)) }

func (m *message) varint(field int, n uint64) {
	m.tag(field, wireVarint)
	m.buf = appendVarint(m.buf, n)
}

func (m *message) zigzag(field int, n int64) { m.varint(field, zigzag(n)) }

func (m *message) double(field int, f float64) {
	m.tag(field, wireDouble)
	m.buf = binary.LittleEndian.AppendUint64(m.buf, math.Float64bits(f))
}

// text adds a string, which protobuf wants in UTF-8.
func (m *message) text(field int, s string) {
	if !utf8.ValidString(s) {
		s = valid(s)
	}
	m.tag(field, wireBytes)
	m.buf = append(appendVarint(m.buf, uint64(len(s))), s...)
}

// nest adds a message within this one, whose length stands before what fill adds: one byte is kept for it, and room for
// the rest is made when it turns out longer.
func (m *message) nest(field int, fill func()) {
	m.tag(field, wireBytes)
	at := len(m.buf)
	m.buf = append(m.buf, 0)
	fill()
	n := len(m.buf) - at - 1
	if n < 0x80 {
		m.buf[at] = byte(n)
		return
	}
	var size [binary.MaxVarintLen64]byte
	w := binary.PutUvarint(size[:], uint64(n))
	m.buf = append(m.buf, size[1:w]...)
	copy(m.buf[at+w:], m.buf[at+1:at+1+n])
	copy(m.buf[at:], size[:w])
}
