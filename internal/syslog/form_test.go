package syslog

import (
	"testing"
	"time"

	"metergate/internal/clock"
)

func TestForms(t *testing.T) {
	when := time.Date(2026, 11, 22, 9, 32, 58, 444123000, time.UTC).UnixNano()
	plain := header{Identity: Identity{Tag: "haproxy", PID: 7}, facility: 16, level: Info, when: when}
	named, data, mute := plain, plain, plain
	named.Host = "gw"
	data.data = []byte(`[x@1 a="b"]`)
	mute.Tag = ""
	for _, c := range []struct {
		form string
		h    header
		want string
	}{
		{"", plain, "<134>Nov 22 09:32:58 haproxy[7]: "},
		{"", named, "<134>Nov 22 09:32:58 gw haproxy[7]: "},
		{"local", named, "<134>Nov 22 09:32:58 haproxy[7]: "},
		{"local", mute, "<134>Nov 22 09:32:58 "},
		{"rfc3164", plain, "<134>Nov 22 09:32:58 localhost haproxy[7]: "},
		{"rfc3164", named, "<134>Nov 22 09:32:58 gw haproxy[7]: "},
		{"rfc5424", plain, "<134>1 2026-11-22T09:32:58.444123+00:00 - haproxy 7 - - "},
		{"rfc5424", named, "<134>1 2026-11-22T09:32:58.444123+00:00 gw haproxy 7 - - "},
		{"rfc5424", data, `<134>1 2026-11-22T09:32:58.444123+00:00 - haproxy 7 - [x@1 a="b"] `},
		{"priority", plain, "<134>"},
		{"short", plain, "<6>"},
		{"timed", plain, "<6>2026-11-22T09:32:58.444123+00:00 "},
		{"iso", plain, "2026-11-22T09:32:58.444123+00:00 "},
		{"raw", named, ""},
	} {
		f, ok := ParseForm(c.form)
		if ok != (c.form != "") {
			t.Errorf("%q is a form: %v", c.form, ok)
		}
		if got := string(f.append(nil, &c.h, clock.NewDates(time.UTC))); got != c.want {
			t.Errorf("%q: %q, want %q", c.form, got, c.want)
		}
	}
}
