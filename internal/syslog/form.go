package syslog

import (
	"slices"
	"strconv"

	"metergate/internal/clock"
)

// A Form is what stands before the text of a line.
type Form uint8

// The forms. Unset is Local, or RFC3164 when a host name is to be sent.
const (
	Unset    Form = iota
	Local         // <134>Nov 22 09:32:58 haproxy[20168]: text
	RFC3164       // the same with the host's name behind the date
	RFC5424       // <134>1 2026-11-22T09:32:58.444123+00:00 host haproxy 20168 - - text
	Priority      // <134>text
	Short         // <6>text
	Timed         // <6>2026-11-22T09:32:58.444123+00:00 text
	ISO           // 2026-11-22T09:32:58.444123+00:00 text
	Raw           // text
)

var forms = [...]string{"", "local", "rfc3164", "rfc5424", "priority", "short", "timed", "iso", "raw"}

// String returns the word of the configuration.
func (f Form) String() string { return forms[f] }

// ParseForm returns the form of that name.
func ParseForm(name string) (Form, bool) {
	i := slices.Index(forms[1:], name) + 1
	return Form(i), i > 0
}

// An Identity is who speaks.
type Identity struct {
	Tag  string // usually the program
	Host string // "" when it is not to be sent
	PID  int
}

// header is what a form is filled with.
type header struct {
	Identity
	facility Facility
	level    Level
	when     int64 // ns since 1970
	data     []byte
}

// append appends the header of a line.
func (f Form) append(dst []byte, h *header, dates *clock.Dates) []byte {
	if f == Unset {
		f = Local
		if h.Host != "" {
			f = RFC3164
		}
	}
	switch f {
	case Local, RFC3164:
		dst = append(dates.AppendRFC3164(h.appendPriority(dst), h.when), ' ')
		if f == RFC3164 {
			dst = append(orElse(dst, h.Host, "localhost"), ' ')
		}
		return h.appendTag(dst)
	case RFC5424:
		dst = append(h.appendPriority(dst), "1 "...)
		dst = append(dates.AppendISO(dst, h.when), ' ')
		return h.appendSpeaker(dst)
	case Priority:
		return h.appendPriority(dst)
	case Short:
		return appendAngled(dst, int(h.level))
	case Timed:
		return append(dates.AppendISO(appendAngled(dst, int(h.level)), h.when), ' ')
	case ISO:
		return append(dates.AppendISO(dst, h.when), ' ')
	}
	return dst
}

func (h *header) appendPriority(dst []byte) []byte {
	return appendAngled(dst, int(h.facility)*8+int(h.level))
}

// appendTag appends "tag[pid]: ", nothing without a tag.
func (h *header) appendTag(dst []byte) []byte {
	if h.Tag == "" {
		return dst
	}
	dst = append(append(dst, h.Tag...), '[')
	dst = strconv.AppendInt(dst, int64(h.PID), 10)
	return append(dst, "]: "...)
}

// appendSpeaker appends the fields of RFC 5424 behind the date: host, program, process, message id, structured data.
func (h *header) appendSpeaker(dst []byte) []byte {
	dst = append(orElse(dst, h.Host, "-"), ' ')
	dst = append(orElse(dst, h.Tag, "-"), ' ')
	dst = strconv.AppendInt(dst, int64(h.PID), 10)
	dst = append(dst, " - "...)
	if len(h.data) == 0 {
		return append(dst, "- "...)
	}
	return append(append(dst, h.data...), ' ')
}

func appendAngled(dst []byte, n int) []byte {
	return append(strconv.AppendInt(append(dst, '<'), int64(n), 10), '>')
}

func orElse(dst []byte, text, other string) []byte {
	if text == "" {
		text = other
	}
	return append(dst, text...)
}
