package clock

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func ExampleParseDuration() {
	for _, text := range []string{"30", "250us", "1500ms", "10s", "2m", "1h", "1d"} {
		d, _ := ParseDuration(text, time.Millisecond)
		fmt.Println(text, "=", d)
	}
	// Output:
	// 30 = 30ms
	// 250us = 1ms
	// 1500ms = 1.5s
	// 10s = 10s
	// 2m = 2m0s
	// 1h = 1h0m0s
	// 1d = 24h0m0s
}

func TestParseDuration(t *testing.T) {
	for _, c := range []struct {
		text string
		unit time.Duration
		want time.Duration
	}{
		{"0", time.Millisecond, 0},
		{"0us", time.Millisecond, 0},
		{"1us", time.Millisecond, time.Millisecond},
		{"1001us", time.Millisecond, 2 * time.Millisecond},
		{"5", time.Second, 5 * time.Second},
		{"1ms", time.Second, time.Second},
		{"7us", time.Microsecond, 7 * time.Microsecond},
		{"2147483647", time.Millisecond, math.MaxInt32 * time.Millisecond},
		{"24d", time.Millisecond, 24 * 24 * time.Hour},
	} {
		if got, err := ParseDuration(c.text, c.unit); err != nil || got != c.want {
			t.Errorf("ParseDuration(%q, %v) = %v, %v; want %v", c.text, c.unit, got, err, c.want)
		}
	}
}

func TestParseDurationErrors(t *testing.T) {
	for _, c := range []struct {
		text string
		char byte // 0: an overflow
	}{
		{"x", 'x'}, {"-1", '-'}, {"+1", '+'}, {" 1", ' '}, {"1x", 'x'}, {"1 s", ' '}, {"1sx", 'x'}, {"1mm", 'm'}, {"1u", 'u'}, {"1S", 'S'}, {"1.5s", '.'},
		{"25d", 0}, {"2147483648", 0}, {"999999999s", 0}, {"99999999999999999999999", 0}, {"18446744073709551615d", 0},
	} {
		_, err := ParseDuration(c.text, time.Millisecond)
		var ce *CharError
		switch {
		case c.char == 0 && !errors.Is(err, ErrOverflow):
			t.Errorf("ParseDuration(%q): %v; want an overflow", c.text, err)
		case c.char != 0 && (!errors.As(err, &ce) || ce.Char != c.char):
			t.Errorf("ParseDuration(%q): %v; want unexpected character '%c'", c.text, err, c.char)
		}
	}
	if _, err := ParseDuration("", time.Second); err == nil {
		t.Error("an empty delay is taken")
	}
}

func TestDurationsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.Int32Range(0, math.MaxInt32).Draw(t, "ms")
		got, err := ParseDuration(fmt.Sprintf("%dms", ms), time.Millisecond)
		if err != nil || got != time.Duration(ms)*time.Millisecond {
			t.Fatalf("%d ms reads as %v, %v", ms, got, err)
		}
	})
}

func FuzzParseDuration(f *testing.F) {
	for _, seed := range []string{"1", "10s", "5m", "1d", "3us", "x", "-1", "18446744073709551616", "2147483648ms"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDuration(text, time.Millisecond)
		if err == nil && (d < 0 || d%time.Millisecond != 0 || d > math.MaxInt32*time.Millisecond) {
			t.Fatalf("%q reads as %v", text, d)
		}
	})
}

func TestParseSize(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64
	}{
		{"0", 0}, {"16384", 16384}, {"16k", 16384}, {"16K", 16384}, {"4m", 4 << 20}, {"1g", 1 << 30}, {"2G", 2 << 30},
	} {
		if got, err := ParseSize(c.text); err != nil || got != c.want {
			t.Errorf("ParseSize(%q) = %d, %v; want %d", c.text, got, err, c.want)
		}
	}
	for _, text := range []string{"", "k", "1t", "1kb", "-1", "9223372036854775808", "9007199254740992k"} {
		if got, err := ParseSize(text); err == nil {
			t.Errorf("ParseSize(%q) = %d; want an error", text, got)
		}
	}
}

func FuzzParseSize(f *testing.F) {
	for _, seed := range []string{"1", "10k", "5M", "1g", "x", "9999999999999999999g"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if n, err := ParseSize(text); err == nil && n < 0 {
			t.Fatalf("%q reads as %d", text, n)
		}
	})
}
