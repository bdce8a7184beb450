package protobuf

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// TestMessage reads back with another's reader what was written.
func TestMessage(t *testing.T) {
	long := strings.Repeat("x", 300)
	var m Message
	m.Varint(1, 300)
	m.Zigzag(2, -3)
	m.Double(3, 1.5)
	m.Text(4, "a\xffb")
	m.Nest(5, func() { m.Text(1, long) })
	m.Nest(6, func() { m.Element(7); m.Element(1 << 20) })
	var got []any
	for b := m.Buf; len(b) > 0; {
		_, typ, n := protowire.ConsumeTag(b)
		if n < 0 {
			t.Fatal(protowire.ParseError(n))
		}
		b = b[n:]
		switch typ {
		case protowire.VarintType:
			v, n := protowire.ConsumeVarint(b)
			got, b = append(got, v), b[n:]
		case protowire.Fixed64Type:
			v, n := protowire.ConsumeFixed64(b)
			got, b = append(got, v), b[n:]
		case protowire.BytesType:
			v, n := protowire.ConsumeBytes(b)
			if n < 0 {
				t.Fatal(protowire.ParseError(n))
			}
			got, b = append(got, string(v)), b[n:]
		}
	}
	want := []any{uint64(300), protowire.EncodeZigZag(-3), uint64(0x3ff8000000000000), "a\uFFFDb", "\x0a\xac\x02" + long, "\x07\x80\x80\x40"}
	if len(got) != len(want) {
		t.Fatalf("%d fields", len(got))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("field %d is %q, not %q", i+1, got[i], want[i])
		}
	}
}
