package sample

import (
	"net/netip"
	"testing"
)

// TestCasts walks the table of conversions: what each value becomes as each type, "" where it cannot.
func TestCasts(t *testing.T) {
	types := []Type{Bool, Int, Addr, IPv4, IPv6, Str, Bin, Meth}
	four, six := AddrOf(netip.MustParseAddr("1.2.3.4")), AddrOf(netip.MustParseAddr("2001:db8::1"))
	mapped, sixToFour := AddrOf(netip.MustParseAddr("::ffff:1.2.3.4")), AddrOf(netip.MustParseAddr("2002:102:304::"))
	const none = "-"
	for _, tc := range []struct {
		name string
		v    Value
		want [8]string
	}{
		{"bool", BoolOf(true), [8]string{"1", "1", none, none, none, "1", "\x00\x00\x00\x00\x00\x00\x00\x01", none}},
		{"int", IntOf(-5), [8]string{"-5", "-5", "255.255.255.251", "255.255.255.251", "::ffff:255.255.255.251", "-5", "\xff\xff\xff\xff\xff\xff\xff\xfb", none}},
		{"ipv4", four, [8]string{none, "16909060", "1.2.3.4", "1.2.3.4", "::ffff:1.2.3.4", "1.2.3.4", "\x01\x02\x03\x04", none}},
		{"ipv6", six, [8]string{none, none, "2001:db8::1", none, "2001:db8::1", "2001:db8::1", " \x01\r\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", none}},
		{"mapped", mapped, [8]string{none, none, "::ffff:1.2.3.4", "1.2.3.4", "::ffff:1.2.3.4", "::ffff:1.2.3.4", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x01\x02\x03\x04", none}},
		{"6to4", sixToFour, [8]string{none, none, "2002:102:304::", "1.2.3.4", "2002:102:304::", "2002:102:304::", " \x02\x01\x02\x03\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", none}},
		{"str", StringOf("12x"), [8]string{"12", "12", none, none, none, "12x", "12x", "12x"}},
		{"address", StringOf("1.2.3.4"), [8]string{"1", "1", "1.2.3.4", "1.2.3.4", "::ffff:1.2.3.4", "1.2.3.4", "1.2.3.4", "1.2.3.4"}},
		{"empty", StringOf(""), [8]string{none, none, none, none, none, "", "", ""}},
		{"bin", BinOf([]byte("ab")), [8]string{none, none, none, none, none, "ab", "ab", "ab"}},
		{"meth", MethOf([]byte("GET")), [8]string{none, none, none, none, none, "GET", "GET", "GET"}},
	} {
		cx := &Ctx{}
		for i, to := range types {
			got := none
			v, ok := tc.v.Cast(cx, to)
			if ok {
				got = string(v.AppendText(nil))
			}
			if got != tc.want[i] {
				t.Errorf("%s as %v = %q, want %q", tc.name, to, got, tc.want[i])
			}
			if ok && to != Addr && v.Type() != to {
				t.Errorf("%s as %v has type %v", tc.name, to, v.Type())
			}
		}
		if v, ok := tc.v.Cast(cx, Any); !ok || v.Type() != tc.v.Type() {
			t.Errorf("%s as any = %v, %v", tc.name, v, ok)
		}
	}
}

func TestLeadingInt(t *testing.T) {
	for s, want := range map[string]int64{
		"0": 0, "7": 7, "-7": -7, "+7": 7, "12a": 12, "x": 0, " 1": 0, "-": 0, "9223372036854775807": 9223372036854775807,
		"9223372036854775808": 9223372036854775807, "-9223372036854775808": -9223372036854775808, "-99999999999999999999": -9223372036854775808,
	} {
		if got, ok := leadingInt([]byte(s)); got != want || !ok {
			t.Errorf("leadingInt(%q) = %d, %v, want %d", s, got, ok, want)
		}
	}
}
