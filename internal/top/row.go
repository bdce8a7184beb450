package top

import (
	"math"
	"slices"
	"strings"
)

// historyLength is how many readings a sparkline can show.
const historyLength = 120

// A row is one line of the view.
type row struct {
	kind                kind
	proxy, name, status string
	weight              string
	count, bytes, fails float64 // counters at the last reading
	rate                float64 // requests per second, as are all that follow: sessions where there are no requests
	traffic             float64 // bytes per second, both ways
	errors              float64 // share of failures, 0 to 1; NaN without requests
	current, queue      float64
	p50, p99            float64 // ms, NaN where unknown
	history             []float64
	seen                bool // in the last reading
}

// title is how the row is called.
func (r *row) title() string {
	switch r.kind {
	case server, operation:
		return r.proxy + "/" + r.name
	}
	return r.proxy
}

// read takes a new reading in, seconds after the last one; 0 for the first.
func (r *row) read(x *record, seconds float64) {
	count, ok := x.number("req_tot")
	if !ok {
		count, _ = x.number("stot")
	}
	moved, fails := sum(x, "bin", "bout"), 0.0
	switch r.kind {
	case frontend:
		fails = sum(x, "hrsp_5xx", "ereq")
	case operation:
		moved, fails = sum(x, "reqbin", "resbout"), sum(x, "req_failed")
	default:
		fails = sum(x, "hrsp_5xx", "econ", "eresp")
	}
	if seconds > 0 && count >= r.count {
		n := count - r.count
		r.rate, r.traffic, r.errors = n/seconds, max(moved-r.bytes, 0)/seconds, math.NaN()
		if n > 0 {
			r.errors = min(max(fails-r.fails, 0)/n, 1)
		}
		r.history = append(r.history, r.rate)
		r.history = r.history[max(len(r.history)-historyLength, 0):]
	}
	r.count, r.bytes, r.fails = count, moved, fails
	r.status, r.weight = x.text("status"), x.text("weight")
	r.current, _ = x.number("scur")
	r.queue, _ = x.number("qcur")
	r.p50, r.p99 = orNaN(x, "ttime_p50", "ttime"), orNaN(x, "ttime_p99", "ttime_max")
	r.seen = true
}

func sum(x *record, names ...string) (total float64) {
	for _, name := range names {
		n, _ := x.number(name)
		total += n
	}
	return total
}

// orNaN returns the first of the columns that the table has, NaN when it is empty.
func orNaN(x *record, names ...string) float64 {
	for _, name := range names {
		if _, ok := x.columns[name]; !ok {
			continue
		}
		if n, ok := x.number(name); ok {
			return n
		}
		break
	}
	return math.NaN()
}

// An order is a way to sort rows.
type order struct {
	key  byte
	name string
	less func(a, b *row) int
}

// orders are the ways to sort, by the key that chooses them. The first is that of the configuration.
var orders = []order{
	{'1', "configuration", nil},
	{'2', "rate", func(a, b *row) int { return descending(a.rate, b.rate) }},
	{'3', "errors", func(a, b *row) int { return descending(a.errors, b.errors) }},
	{'4', "current", func(a, b *row) int { return descending(a.current, b.current) }},
	{'5', "queue", func(a, b *row) int { return descending(a.queue, b.queue) }},
	{'6', "p99", func(a, b *row) int { return descending(a.p99, b.p99) }},
	{'7', "traffic", func(a, b *row) int { return descending(a.traffic, b.traffic) }},
}

// descending puts large numbers first and what is unknown last.
func descending(a, b float64) int {
	if math.IsNaN(a) {
		a = -1
	}
	if math.IsNaN(b) {
		b = -1
	}
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

// matches reports whether a row has all words of the filter somewhere.
func (r *row) matches(filter string) bool {
	text := strings.ToLower(r.title() + " " + r.status)
	return !slices.ContainsFunc(strings.Fields(strings.ToLower(filter)), func(word string) bool { return !strings.Contains(text, word) })
}
