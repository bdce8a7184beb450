package syslog

import (
	"bufio"
	"bytes"
	"strings"
	"testing"
	"time"

	"metergate/internal/clock"
)

var someDay = time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)

// TestParseReceived holds the parts of lines as HAProxy 3.5 takes them apart, but for priorities beyond 191, which are none.
func TestParseReceived(t *testing.T) {
	for _, c := range []struct{ line, form, want string }{
		{"<13>Nov 22 10:00:00 myhost app[12]: hello a\n", "rfc3164", "user notice 22 10:00 host=myhost tag=app pid=12 id= data= hello a"},
		{"<13>Nov 22 10:00:00 hello no colon", "rfc3164", "user notice 22 10:00 host=hello tag= pid= id= data= no colon"},
		{"<13>Nov 22 10:00:00 app: hi no host", "rfc3164", "user notice 22 10:00 host=app: tag= pid= id= data= hi no host"},
		{"<165>1 2026-11-22T09:32:58.44Z h5 tagg 77 ID1 [a b=\"c]\\\"\"][d] hello b", "rfc5424", `local4 notice 22 09:32 host=h5 tag=tagg pid=77 id=ID1 data=[a b="c]\""][d] hello b`},
		{"<165>1 - - - - - - text", "rfc5424", "local4 notice - host= tag= pid= id= data= text"},
		{"<165>1 2026-11-22T09:32:58Z h t 1 i [open text", "priority", "local4 notice - host= tag= pid= id= data= 1 2026-11-22T09:32:58Z h t 1 i [open text"},
		{"<13>only prio text", "priority", "user notice - host= tag= pid= id= data= only prio text"},
		{"nothing at all", "raw", "kern emerg - host= tag= pid= id= data= nothing at all"},
		{"<999>bad", "raw", "kern emerg - host= tag= pid= id= data= <999>bad"},
		{"<>", "raw", "kern emerg - host= tag= pid= id= data= <>"},
		{"", "raw", "kern emerg - host= tag= pid= id= data= "},
	} {
		m := ParseReceived([]byte(c.line), someDay)
		when := "-"
		if m.When != 0 {
			when = time.Unix(0, m.When).UTC().Format("2 15:04")
		}
		got := m.Facility.String() + " " + m.Level.String() + " " + when + " host=" + string(m.Host) + " tag=" + string(m.Tag) + " pid=" + string(m.PID) +
			" id=" + string(m.ID) + " data=" + string(m.Data) + " " + string(m.Text)
		if got != c.want || m.Form.String() != c.form {
			t.Errorf("%q\n got %s %s\nwant %s %s", c.line, m.Form, got, c.form, c.want)
		}
	}
}

// TestReceivedForms: a line goes on in any form with all that its own form told.
func TestReceivedForms(t *testing.T) {
	line := []byte(`<13>1 2026-11-22T09:32:58.444123Z h5 tagg 77 ID1 [a b="c"] hello b`)
	for _, c := range []struct{ form, want string }{
		{"rfc5424", `<13>1 2026-11-22T09:32:58.444123+00:00 h5 tagg 77 ID1 [a b="c"] hello b`},
		{"rfc3164", "<13>Nov 22 09:32:58 h5 tagg[77]: hello b"},
		{"local", "<13>Nov 22 09:32:58 tagg[77]: hello b"},
		{"priority", "<13>hello b"},
		{"short", "<5>hello b"},
		{"raw", "hello b"},
	} {
		form, _ := ParseForm(c.form)
		m := ParseReceived(line, someDay)
		if got := string(m.append(nil, form, m.When, clock.NewDates(time.UTC))); got != c.want {
			t.Errorf("%s: %q, want %q", c.form, got, c.want)
		}
	}
}

func TestReadFrame(t *testing.T) {
	for _, c := range []struct {
		in    string
		lines bool
		want  string
	}{
		{"<5>a\n<6>b\r\n3 <7>4 <8>x", false, "<5>a|<6>b|<7>|<8>x|EOF"},
		{"<5>last", false, "<5>last|EOF"},
		{"words\n", false, errNoFrame.Error()},
		{"words\n5 x\n", true, "words|5 x|EOF"},
		{"99999999999999999999 x", false, errNoFrame.Error()},
		{"5 ab", false, "ab|EOF"},
		{"1x", false, errNoFrame.Error()},
	} {
		in := bufio.NewReaderSize(strings.NewReader(c.in), maxReceived)
		var got []string
		for {
			line, err := readFrame(in, c.lines)
			if len(line) > 0 {
				got = append(got, string(line))
			}
			if err != nil {
				got = append(got, err.Error())
				break
			}
		}
		if text := strings.Join(got, "|"); text != c.want {
			t.Errorf("%q: %s, want %s", c.in, text, c.want)
		}
	}
}

func FuzzReceived(f *testing.F) {
	for _, seed := range []string{"<13>Nov 22 10:00:00 h a[1]: x", "<165>1 2026-11-22T09:32:58Z h t 7 I [a b=\"c\"] x", "<191>", "12 <5>x", "[[[[", "<1>1 - - - - - -"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		m := ParseReceived(line, someDay)
		if len(m.Text) > len(line) {
			t.Errorf("%q: the text is longer than the line", line)
		}
		out := m.append(nil, RFC5424, someDay.UnixNano(), clock.NewDates(time.UTC))
		if again := ParseReceived(out, someDay); m.Form == RFC5424 && !bytes.Equal(again.Text, m.Text) {
			t.Errorf("%q became %q", m.Text, again.Text)
		}
		in := bufio.NewReaderSize(bytes.NewReader(line), maxReceived)
		for n := 0; n <= len(line)+1; n++ {
			if _, err := readFrame(in, false); err != nil {
				return
			}
		}
		t.Errorf("%q does not end", line)
	})
}
