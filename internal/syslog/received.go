package syslog

import (
	"bytes"
	"strconv"
	"time"

	"metergate/internal/clock"
)

// A Received is a line that came from elsewhere, taken apart as far as it has the form of RFC 5424 or RFC 3164. What it
// does not have is empty. Its texts are views of the line.
type Received struct {
	Form     Form // RFC5424 or RFC3164, Priority for no more than a priority, Raw for no header at all
	Facility Facility
	Level    Level
	When     int64 // ns since 1970, 0 for none

	Host, Tag, PID, ID, Data, Text []byte
}

// ParseReceived takes a line apart, in the local time of loc where the line names no zone. What is no header is text.
func ParseReceived(line []byte, now time.Time) (m Received) {
	m = Received{Form: Raw, Text: bytes.TrimRight(line, "\n\r\x00")}
	rest, ok := m.priority(m.Text)
	if !ok {
		return m
	}
	m.Form, m.Text = Priority, rest
	if tail, ok := bytes.CutPrefix(rest, []byte("1 ")); ok && m.modern(tail) {
		m.Form = RFC5424
	} else if m.old(rest, now) {
		m.Form = RFC3164
	}
	return m
}

// priority reads <n>, where n is 191 at most.
func (m *Received) priority(s []byte) (rest []byte, ok bool) {
	end := bytes.IndexByte(s, '>')
	if len(s) == 0 || s[0] != '<' || end < 2 || end > 4 {
		return nil, false
	}
	n, err := strconv.ParseUint(string(s[1:end]), 10, 8)
	if err != nil || int(n) >= len(facilities)*8 {
		return nil, false
	}
	m.Facility, m.Level = Facility(n/8), Level(n%8)
	return s[end+1:], true
}

// modern reads what follows the version in RFC 5424.
func (m *Received) modern(s []byte) bool {
	fields := bytes.SplitN(s, []byte(" "), 6)
	if len(fields) < 6 {
		return false
	}
	when, err := time.Parse(time.RFC3339Nano, string(fields[0]))
	if err != nil && string(fields[0]) != "-" {
		return false
	}
	data, text, ok := cutData(fields[5])
	if !ok {
		return false
	}
	if err == nil {
		m.When = when.UnixNano()
	}
	m.Host, m.Tag, m.PID, m.ID = given(fields[1]), given(fields[2]), given(fields[3]), given(fields[4])
	m.Data, m.Text = data, text
	return true
}

// given returns a field, nothing for the dash that stands for none.
func given(field []byte) []byte {
	if len(field) == 1 && field[0] == '-' {
		return nil
	}
	return field
}

// cutData cuts the structured data off: a dash, or elements between brackets, in whose quoted values a backslash hides
// the byte behind it.
func cutData(s []byte) (data, text []byte, ok bool) {
	if len(s) > 0 && s[0] == '-' {
		return nil, bytes.TrimPrefix(s[1:], []byte(" ")), len(s) == 1 || s[1] == ' '
	}
	quoted, depth := false, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"' && depth > 0:
			quoted = !quoted
		case quoted:
		case c == '[' && depth == 0:
			depth = 1
		case c == ']' && depth == 1:
			depth = 0
		case depth == 0 && c == ' ' && i > 0:
			return s[:i], s[i+1:], true
		case depth == 0:
			return nil, nil, false
		}
	}
	return s, nil, depth == 0 && len(s) > 0
}

// old reads the header of RFC 3164: a date of fifteen letters, a host, and a tag up to a colon, perhaps with a process in
// brackets.
func (m *Received) old(s []byte, now time.Time) bool {
	if len(s) < 16 || s[15] != ' ' {
		return false
	}
	when, err := time.ParseInLocation(time.Stamp, string(s[:15]), now.Location())
	if err != nil {
		return false
	}
	m.When = nearestYear(when, now).UnixNano()
	m.Host, s, _ = bytes.Cut(s[16:], []byte(" "))
	m.Text = s
	tag, text, ok := bytes.Cut(s, []byte(": "))
	if !ok || bytes.IndexByte(tag, ' ') >= 0 {
		return true
	}
	m.Text = text
	if open := bytes.IndexByte(tag, '['); open > 0 && tag[len(tag)-1] == ']' {
		tag, m.PID = tag[:open], tag[open+1:len(tag)-1]
	}
	m.Tag = tag
	return true
}

// nearestYear gives a date without a year the one that brings it nearest to now.
func nearestYear(when, now time.Time) time.Time {
	best := when.AddDate(now.Year(), 0, 0)
	for _, year := range []int{now.Year() - 1, now.Year() + 1} {
		if at := when.AddDate(year, 0, 0); at.Sub(now).Abs() < best.Sub(now).Abs() {
			best = at
		}
	}
	return best
}

// append appends the line in a form.
func (m *Received) append(dst []byte, f Form, when int64, dates *clock.Dates) []byte {
	h := header{facility: m.Facility, level: m.Level, when: when}
	switch f {
	case RFC5424:
		dst = append(dates.AppendISO(append(h.appendPriority(dst), "1 "...), when), ' ')
		for _, field := range [][]byte{m.Host, m.Tag, m.PID, m.ID, m.Data} {
			dst = append(orElse(dst, string(field), "-"), ' ')
		}
	case Local, RFC3164:
		dst = append(dates.AppendRFC3164(h.appendPriority(dst), when), ' ')
		if f == RFC3164 {
			dst = append(orElse(dst, string(m.Host), "localhost"), ' ')
		}
		dst = m.appendTag(dst)
	default:
		dst = f.append(dst, &h, dates)
	}
	return append(dst, m.Text...)
}

func (m *Received) appendTag(dst []byte) []byte {
	if len(m.Tag) == 0 {
		return dst
	}
	dst = append(dst, m.Tag...)
	if len(m.PID) > 0 {
		dst = append(append(append(dst, '['), m.PID...), ']')
	}
	return append(dst, ": "...)
}
