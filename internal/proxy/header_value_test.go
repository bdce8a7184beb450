package proxy

import (
	"math"
	"testing"

	"metergate/internal/http1"
)

func TestValueWalk(t *testing.T) {
	var r http1.Request
	if !r.Start("GET", "/", http1.Version11) {
		t.Fatal("no request")
	}
	r.Add([]byte("a"), []byte(`1, "2,2" ,3`))
	r.Add([]byte("b"), []byte("x"))
	r.Add([]byte("a"), []byte("4"))
	for _, c := range []struct {
		name  string
		whole bool
		want  []string
	}{
		{"a", false, []string{"1", `"2,2"`, "3", "4"}},
		{"a", true, []string{`1, "2,2" ,3`, "4"}},
		{"b", false, []string{"x"}},
		{"", true, []string{`1, "2,2" ,3`, "x", "4"}},
		{"c", false, nil},
	} {
		w := valueWalk{&r.Head, c.name, c.whole}
		if n := w.count(); n != len(c.want) {
			t.Errorf("%q: %d occurrences, want %d", c.name, n, len(c.want))
		}
		for i, want := range c.want {
			if got, ok := w.at(i); !ok || string(got) != want {
				t.Errorf("%q: occurrence %d is %q, want %q", c.name, i, got, want)
			}
		}
		for _, i := range []int{-1, len(c.want)} {
			if got, ok := w.at(i); ok {
				t.Errorf("%q: occurrence %d is %q", c.name, i, got)
			}
		}
	}
}

func TestLeadingInt(t *testing.T) {
	for text, want := range map[string]int64{
		"": 0, "x": 0, "42": 42, "42z": 42, "-7": -7, "+7": 7, "-": 0, "9223372036854775799": math.MaxInt64 - 8,
	} {
		if got := leadingInt([]byte(text)); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestParseAddrPort(t *testing.T) {
	for text, want := range map[string]string{
		"10.0.0.1": "10.0.0.1", " 10.0.0.1:80 ": "10.0.0.1", "::1": "::1", "[::1]:80": "::1", "x": "invalid IP", "": "invalid IP",
	} {
		if got, _ := parseAddrPort([]byte(text)); got.String() != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func FuzzHeaderTexts(f *testing.F) {
	for _, seed := range []string{"1", "-", "+9", "1.2.3.4:5", "[::1]:1", "fe80::1%eth0", "99999999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		leadingInt([]byte(text))
		if ip, err := parseAddrPort([]byte(text)); err == nil && (!ip.IsValid() || ip.Zone() != "") {
			t.Errorf("%q: %v", text, ip)
		}
	})
}
