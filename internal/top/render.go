package top

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Marks of style in a rendered line; the screen makes sequences of them, tests read them as they are. They cannot come from
// a gateway, whose control bytes are cleaned away.
const (
	plain    = "\x00"
	bold     = "\x01"
	inverse  = "\x02"
	good     = "\x03"
	bad      = "\x04"
	dimmed   = "\x05"
	allMarks = plain + bold + inverse + good + bad + dimmed
)

// Render draws the view as lines of at most that width, as many as the height.
func (m *model) Render(width, height int) []string {
	lines := []string{m.headLine(width)}
	switch {
	case m.help:
		for _, l := range helpLines {
			lines = append(lines, cut(l, width))
		}
	default:
		lines = append(lines, m.tableLines(width, height-2)...)
	}
	for len(lines) < height-1 {
		lines = append(lines, "")
	}
	return append(lines[:max(height-1, 0)], cut(m.footLine(), width))
}

// headLine says what is looked at.
func (m *model) headLine(width int) string {
	up, all := 0, 0
	for _, r := range m.rows {
		if r.kind == server {
			all++
			if strings.HasPrefix(r.status, "UP") || r.status == "no check" {
				up++
			}
		}
	}
	text := fmt.Sprintf("metergate top  %s  servers up %d/%d  by %s", clean(m.addr), up, all, orders[m.order].name)
	if m.reverse {
		text += ", reversed"
	}
	if m.filter != "" || m.typing {
		text += "  /" + m.filter
	}
	if m.paused {
		text += "  paused"
	}
	if m.failure != "" {
		text += "  as of " + m.last.Format(time.TimeOnly)
	}
	return bold + cut(text, width) + plain
}

// footLine shows a question, what went wrong, or the keys.
func (m *model) footLine() string {
	switch {
	case m.asked != nil:
		return inverse + clean(m.asked.question) + plain
	case m.typing:
		return dimmed + "type to filter, enter to keep it, escape to clear it" + plain
	case m.failure != "":
		return bad + clean(m.failure) + plain
	case m.notice != "":
		return clean(m.notice)
	}
	return dimmed + "q quit  ? help  a f b s o view  1-7 sort  / filter  e/d/D enable/disable/drain" + plain
}

var helpLines = []string{
	"",
	"a f b s o   show all, frontends, backends, servers, operations; tab goes on to the next",
	"1 to 7      sort as configured, by rate, errors, current, queue, p99, traffic; r reverses",
	"/           filter by words; escape clears the filter",
	"up down     select a row; also j and k, page keys, home and end",
	"e d D       enable, disable or drain the selected server, after a question",
	"p           pause; q quits",
	"",
	"rate is requests per second (sessions where there are none), err% the share of them that failed,",
	"trend its course, each row for itself; p50 and p99 are of the total time: HAProxy",
	"knows no percentiles, so its columns are the mean and the maximum.",
}

// tableLines are the header and the rows around the selected one.
func (m *model) tableLines(width, height int) []string {
	l := m.layout(width)
	lines := []string{bold + cut(l.header(m), width) + plain}
	all := m.shown()
	room := max(height-1, 1)
	first := max(min(m.selected-room/2, len(all)-room), 0)
	for i := first; i < min(first+room, len(all)); i++ {
		line := l.line(all[i], m.nested())
		if i == m.selected {
			lines = append(lines, inverse+cut(strip(line), width)+plain)
		} else {
			lines = append(lines, cut(line, width))
		}
	}
	if len(all) == 0 {
		lines = append(lines, dimmed+cut(" nothing to show", width)+plain)
	}
	return lines
}

// clean replaces what a terminal might obey, and what is not text.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, s)
}

// fit cuts or fills a text to a width, by characters.
func fit(s string, width int) string {
	n := utf8.RuneCountInString(s)
	if n > width {
		return string([]rune(s)[:max(width-1, 0)]) + "~"
	}
	return s + strings.Repeat(" ", width-n)
}

// cut ends a line at a width; marks take no room.
func cut(line string, width int) string {
	n := 0
	for i, c := range line {
		if strings.ContainsRune(allMarks, c) {
			continue
		}
		if n++; n > width {
			return line[:i] + plain
		}
	}
	return line
}

// strip takes the marks out.
func strip(line string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(allMarks, r) {
			return -1
		}
		return r
	}, line)
}

// short writes a number in at most six characters.
func short(n float64) string {
	switch {
	case math.IsNaN(n):
		return "-"
	case n == 0:
		return "0"
	case n < 10 && n != math.Trunc(n):
		return strconv.FormatFloat(n, 'f', 1, 64)
	}
	for _, unit := range []string{"", "k", "M", "G", "T"} {
		if n < 9999.5 || unit == "T" {
			return strconv.FormatFloat(n, 'f', 0, 64) + unit
		}
		n /= 1000
	}
	return ""
}

func percent(share float64) string {
	if math.IsNaN(share) {
		return "-"
	}
	return strconv.FormatFloat(100*share, 'f', 1, 64)
}

func millis(ms float64) string {
	if math.IsNaN(ms) {
		return "-"
	}
	return strconv.FormatFloat(ms, 'f', 1, 64)
}
