package top

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A column is one of the numbers of a row.
type column struct {
	head, plain string // its heading, and that of a gateway that knows no percentiles where it differs
	width       int
	order       int // of orders, by which the key sorts; 0 for none
	cell        func(*row) string
}

// columns stand between the status and the sparkline.
var columns = []column{
	{"rate", "", 8, 1, func(r *row) string { return short(r.rate) }},
	{"err%", "", 7, 2, func(r *row) string { return percent(r.errors) }},
	{"cur", "", 6, 3, func(r *row) string { return short(r.current) }},
	{"queue", "", 7, 4, func(r *row) string { return short(r.queue) }},
	{"p50 ms", "mean ms", 9, 0, func(r *row) string { return millis(r.p50) }},
	{"p99 ms", "max ms", 9, 5, func(r *row) string { return millis(r.p99) }},
	{"bytes/s", "", 9, 6, func(r *row) string { return short(r.traffic) }},
}

// sacrifices are the columns in the order in which a narrow terminal does without them.
var sacrifices = []string{"p50 ms", "queue", "bytes/s", "cur", "p99 ms", "err%"}

// Widths of what is no number.
const (
	leastName   = 16
	mostName    = 60
	statusCell  = 9
	leastSpark  = 8
	leastNarrow = 8 // of a name where there is room for nothing else
)

// A layout is how the room of a line is shared out.
type layout struct {
	name, spark int
	columns     []column
}

// layout gives names what they need, and sparklines what is left. Where that is too little for all, columns go.
func (m *model) layout(width int) layout {
	want := leastName
	for _, r := range m.rows {
		want = max(want, min(utf8.RuneCountInString(r.title())+4, mostName))
	}
	l := layout{columns: columns}
	free := func(least int) int {
		for _, c := range l.columns {
			least += c.width
		}
		return width - least - statusCell
	}
	for _, name := range sacrifices {
		if free(leastName+1+leastSpark) >= 0 {
			break
		}
		l.columns = slices.DeleteFunc(slices.Clone(l.columns), func(c column) bool { return c.head == name })
	}
	l.name = max(min(want, free(1+leastSpark)), min(leastName, max(free(0), leastNarrow)))
	if l.spark = min(free(l.name+1), historyLength); l.spark < leastSpark {
		l.spark = 0
	}
	return l
}

// header names the columns; that by which rows are sorted has a mark.
func (l *layout) header(m *model) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-*s%-*s", l.name, " name", statusCell, "status")
	for _, c := range l.columns {
		head := c.head
		if m.means && c.plain != "" {
			head = c.plain
		}
		if c.order > 0 && c.order == m.order {
			head += map[bool]string{false: "▾", true: "▴"}[m.reverse]
		}
		fmt.Fprintf(&b, "%*s", c.width, head)
	}
	if l.spark > 0 {
		fmt.Fprintf(&b, " %*s", l.spark, "trend")
	}
	return b.String()
}

// line is a row of the table. Servers stand below their backends where the order is that of the configuration.
func (l *layout) line(r *row, nested bool) string {
	mark, title := [...]string{frontend: ">", backend: "<", server: " ", operation: "*"}[r.kind], clean(r.title())
	if nested && (r.kind == server || r.kind == operation) {
		mark, title = " "+mark, clean(r.name)
	}
	status := clean(r.status)
	line := fit(mark+" "+title, l.name-1) + " " + toneOf(status) + fit(status, statusCell-1) + " " + plain
	for _, c := range l.columns {
		line += fmt.Sprintf("%*s", c.width, c.cell(r))
	}
	if l.spark > 0 {
		line += " " + sparkline(r.history, l.spark)
	}
	return line
}

// toneOf is the colour of a status; the word itself says the same.
func toneOf(status string) string {
	switch {
	case strings.HasPrefix(status, "UP"), status == "OPEN":
		return good
	case strings.HasPrefix(status, "DOWN"), strings.HasPrefix(status, "STOP"):
		return bad
	case status != "" && status != "no check":
		return dimmed
	}
	return plain
}
