package protobuf

import (
	"encoding/binary"
	"math"
	"strings"
)

// A Message is a message that grows at its end.
type Message struct {
	// Buf is the message so far.
	Buf []byte
}

// The wire types.
const (
	wireVarint = 0
	wireFixed  = 1
	wireBytes  = 2
)

// Zigzag is how signed numbers are written, small ones short.
func Zigzag(n int64) uint64 { return uint64(n<<1) ^ uint64(n>>63) }

func (m *Message) tag(field, wire int) { m.Buf = binary.AppendUvarint(m.Buf, uint64(field<<3|wire)) }

// Varint adds a number without a sign, a bool or an enumeration; one of type int64 is given as its two's complement.
func (m *Message) Varint(field int, n uint64) {
	m.tag(field, wireVarint)
	m.Element(n)
}

// Zigzag adds a number of type sint32 or sint64.
func (m *Message) Zigzag(field int, n int64) { m.Varint(field, Zigzag(n)) }

// Double adds a number of type double.
func (m *Message) Double(field int, f float64) { m.Fixed(field, math.Float64bits(f)) }

// Fixed adds a number of type fixed64 or sfixed64.
func (m *Message) Fixed(field int, n uint64) {
	m.tag(field, wireFixed)
	m.Buf = binary.LittleEndian.AppendUint64(m.Buf, n)
}

// Element adds a number without a tag, to a list that is packed: see Nest.
func (m *Message) Element(n uint64) { m.Buf = binary.AppendUvarint(m.Buf, n) }

// Text adds a string, which protobuf wants in UTF-8: what is none is replaced.
func (m *Message) Text(field int, s string) {
	s = strings.ToValidUTF8(s, "\uFFFD")
	m.tag(field, wireBytes)
	m.Buf = append(binary.AppendUvarint(m.Buf, uint64(len(s))), s...)
}

// Bytes adds bytes, or a message that was made elsewhere.
func (m *Message) Bytes(field int, b []byte) {
	m.tag(field, wireBytes)
	m.Buf = append(binary.AppendUvarint(m.Buf, uint64(len(b))), b...)
}

// Begin adds the head of a message of that many bytes, which are added next.
func (m *Message) Begin(field, size int) {
	m.tag(field, wireBytes)
	m.Buf = binary.AppendUvarint(m.Buf, uint64(size))
}

// Nest adds a message within this one, or a packed list, whose length stands before what fill adds: one byte is kept for
// it, and room for the rest is made when it turns out longer.
func (m *Message) Nest(field int, fill func()) {
	m.tag(field, wireBytes)
	at := len(m.Buf)
	m.Buf = append(m.Buf, 0)
	fill()
	n := len(m.Buf) - at - 1
	if n < 0x80 {
		m.Buf[at] = byte(n)
		return
	}
	var size [binary.MaxVarintLen64]byte
	w := binary.PutUvarint(size[:], uint64(n))
	m.Buf = append(m.Buf, size[1:w]...)
	copy(m.Buf[at+w:], m.Buf[at+1:at+1+n])
	copy(m.Buf[at:], size[:w])
}
