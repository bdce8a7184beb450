package forward

import (
	"bytes"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"metergate/internal/protobuf"
)

// FuzzFields holds the short way through fields to what protowire makes of the same bytes.
func FuzzFields(f *testing.F) {
	var m protobuf.Message
	m.Text(1, "a")
	m.Varint(1000, 1<<40)
	m.Double(2, 1.5)
	m.Text(15, string(make([]byte, 200)))
	f.Add(m.Buf)
	f.Add([]byte{0x0a, 0x05, 1})
	f.Add([]byte{0x02, 0x00})
	f.Fuzz(func(t *testing.T, text []byte) {
		rest := text
		for field, value := range fields(text) {
			number, typ, n := protowire.ConsumeTag(rest)
			size := protowire.ConsumeFieldValue(number, typ, rest[max(n, 0):])
			if n < 0 || size < 0 || int(number) != field {
				t.Fatalf("%x: field %d is %d of %d and %d bytes", rest, field, number, n, size)
			}
			want := rest[n : n+size]
			if typ == protowire.BytesType {
				want, _ = protowire.ConsumeBytes(want)
			}
			if !bytes.Equal(want, value) {
				t.Fatalf("%x: %x, not %x", rest, value, want)
			}
			rest = rest[n+size:]
		}
		if _, _, n := protowire.ConsumeField(rest); len(rest) > 0 && n >= 0 {
			t.Fatalf("%x is not read", rest)
		}
	})
}
