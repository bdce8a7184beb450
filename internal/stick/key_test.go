package stick_test

import (
	"testing"

	"metergate/internal/stick"
)

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		typ       stick.KeyType
		in, shown string // "" where the key is refused
	}{
		{stick.IP, "1.2.3.4", "1.2.3.4"},
		{stick.IP, "::ffff:1.2.3.4", "1.2.3.4"},
		{stick.IP, "::1", ""},
		{stick.IP, "foo", ""},
		{stick.IPv6, "2001:DB8::1", "2001:db8::1"},
		{stick.IPv6, "1.2.3.4", ""},
		{stick.Integer, "5", "5"},
		{stick.Integer, "-1", "4294967295"},
		{stick.Integer, "x", ""},
		{stick.String, "q r", `q\ r`},
		{stick.String, "a=b\\c;d\"e\tz\x01g\x1b\x7fé", `a\=b\\c;d"e\tz\x01g\e\x7F\xC3\xA9`},
		{stick.String, "", ""},
		{stick.Binary, "abcd", "61626364"},
		{stick.Binary, "ab", "61620000"},
	} {
		tab := stick.New(stick.Config{Type: c.typ, KeyLen: map[bool]int{true: 4, false: 40}[c.typ == stick.Binary], Size: 1})
		k, err := tab.ParseKey(c.in)
		if (err != nil) != (c.shown == "") {
			t.Errorf("%v %q: %v", c.typ, c.in, err)
		} else if err == nil {
			if got := string(tab.AppendKey(nil, k)); got != c.shown {
				t.Errorf("%v %q: shown as %s, want %s", c.typ, c.in, got, c.shown)
			}
		}
	}
}

func TestLongKeysAreCut(t *testing.T) {
	tab := stick.New(stick.Config{Type: stick.String, KeyLen: 3, Size: 1})
	if k, ok := tab.Key(nil, []byte("abcdef")); !ok || string(k) != "abc" {
		t.Errorf("%q, %v", k, ok)
	}
}

func TestNamesOfData(t *testing.T) {
	for _, name := range stick.DataNames() {
		if d, ok := stick.DataByName(name); !ok || d.String() != name {
			t.Errorf("%s: %v, %v", name, d, ok)
		}
	}
}

func FuzzKey(f *testing.F) {
	f.Add(uint8(3), "a b\x00\xff")
	f.Add(uint8(0), "1.2.3.4")
	f.Fuzz(func(t *testing.T, typ uint8, s string) {
		tab := stick.New(stick.Config{Type: stick.KeyType(typ % 5), Size: 1})
		k, err := tab.ParseKey(s)
		if err != nil {
			return
		}
		for _, c := range tab.AppendKey(nil, k) {
			if c < ' ' || c >= 0x7f {
				t.Fatalf("%q is shown with byte %#x", s, c)
			}
		}
	})
}
