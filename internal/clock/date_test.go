package clock

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var paris = time.FixedZone("CET", 3600)

// moment is 2026-11-02 09:33:06.076123 UTC.
var moment = time.Date(2026, 11, 2, 9, 33, 6, 76123000, time.UTC).UnixNano()

func TestDates(t *testing.T) {
	d := NewDates(paris)
	for _, c := range []struct {
		name  string
		write func([]byte, int64) []byte
		want  string
	}{
		{"log", d.AppendLog, "02/Nov/2026:10:33:06.076"},
		{"rfc3164", d.AppendRFC3164, "Nov  2 10:33:06"},
		{"iso", d.AppendISO, "2026-11-02T10:33:06.076123+01:00"},
		{"local", d.AppendLocal, "02/Nov/2026:10:33:06 +0100"},
		{"gmt", d.AppendGMT, "02/Nov/2026:09:33:06 +0000"},
	} {
		if got := string(c.write(nil, moment)); got != c.want {
			t.Errorf("%s: %q; want %q", c.name, got, c.want)
		}
	}
}

// The texts of a second stand as long as the second, and no longer.
func TestDatesFollowTime(t *testing.T) {
	d := NewDates(time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		unix := rapid.Int64Range(-1e18, 4e18).Draw(t, "unix")
		at := time.Unix(0, unix).UTC()
		if got, want := string(d.AppendLog(nil, unix)), at.Format("02/Jan/2006:15:04:05.000"); got != want {
			t.Fatalf("%q; want %q", got, want)
		}
		if got, want := string(d.AppendISO(nil, unix)), at.Format("2006-01-02T15:04:05.000000-07:00"); got != want {
			t.Fatalf("%q; want %q", got, want)
		}
	})
}

func TestDatesDoNotAllocate(t *testing.T) {
	d := NewDates(time.UTC)
	buf := make([]byte, 0, 128)
	unix := moment
	if n := testing.AllocsPerRun(100, func() {
		unix += 300e6
		buf = d.AppendISO(d.AppendLog(buf[:0], unix), unix)
	}); n > 0 {
		t.Errorf("%v allocations a date", n)
	}
}

func BenchmarkAppendLog(b *testing.B) {
	d := NewDates(time.UTC)
	buf := make([]byte, 0, 64)
	for i := 0; b.Loop(); i++ {
		buf = d.AppendLog(buf[:0], moment+int64(i)*1e5)
	}
}

func TestAges(t *testing.T) {
	for _, c := range []struct {
		d           time.Duration
		uptime, age string
	}{
		{0, "0d 0h00m00s", "0s"},
		{59 * time.Second, "0d 0h00m59s", "59s"},
		{107 * time.Second, "0d 0h01m47s", "1m47s"},
		{315 * time.Second, "0d 0h05m15s", "5m15s"},
		{3*time.Hour + 2*time.Minute + 9*time.Second, "0d 3h02m09s", "3h2m"},
		{27*time.Hour + 59*time.Minute, "1d 3h59m00s", "1d3h"},
		{400 * 24 * time.Hour, "400d 0h00m00s", "400d"},
		{24*time.Hour + 5*time.Minute + time.Second, "1d 0h05m01s", "1d5m"},
		{time.Minute, "0d 0h01m00s", "1m"},
	} {
		if got := string(AppendUptime(nil, c.d)); got != c.uptime {
			t.Errorf("AppendUptime(%v) = %q; want %q", c.d, got, c.uptime)
		}
		if got := string(AppendAge(nil, c.d)); got != c.age {
			t.Errorf("AppendAge(%v) = %q; want %q", c.d, got, c.age)
		}
	}
	if got := string(AppendAge(nil, -1)); got != "?" {
		t.Errorf("a negative age is %q", got)
	}
}
