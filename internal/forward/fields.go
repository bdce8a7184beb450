package forward

import "google.golang.org/protobuf/encoding/protowire"

// fields goes over the fields of a message with the bytes of their values: those of a text or a message without their
// length. It ends where the message cannot be read.
func fields(m []byte) func(yield func(field int, value []byte) bool) {
	return func(yield func(int, []byte) bool) {
		for {
			field, value, rest, ok := nextField(m)
			if !ok || !yield(field, value) {
				return
			}
			m = rest
		}
	}
}

// nextField returns the first field of a message, and what stands behind it. Short texts and messages, which most fields are,
// go a shorter way.
func nextField(m []byte) (field int, value, rest []byte, ok bool) {
	if len(m) > 1 && m[0] < 0x80 && m[0]&7 == byte(protowire.BytesType) && m[0] > 7 && m[1] < 0x80 && int(m[1]) <= len(m)-2 {
		end := 2 + int(m[1])
		return int(m[0] >> 3), m[2:end], m[end:], true
	}
	number, typ, n := protowire.ConsumeTag(m)
	if n < 0 {
		return 0, nil, nil, false
	}
	m = m[n:]
	size := protowire.ConsumeFieldValue(number, typ, m)
	if size < 0 {
		return 0, nil, nil, false
	}
	value = m[:size]
	if typ == protowire.BytesType {
		value, _ = protowire.ConsumeBytes(value)
	}
	return int(number), value, m[size:], true
}
