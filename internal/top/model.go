package top

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A model is all that the view shows and what the operator chose.
type model struct {
	addr string
	rows []*row // in the order of the table
	byID map[string]*row

	last    time.Time // of the last reading
	failure string    // why the last one failed
	notice  string    // what came of the last action
	paused  bool

	view     kind // what is shown; other for all
	order    int  // of orders
	reverse  bool
	filter   string
	typing   bool // the filter is being typed
	help     bool
	selected int  // among the rows shown
	chosen   *row // what the selection follows, once keys have moved it
	means    bool // the gateway knows no percentiles
	asked    *action
}

func newModel(addr string) *model { return &model{addr: addr, byID: map[string]*row{}, view: other} }

// read takes a reading of the gateway in.
func (m *model) read(table []record, now time.Time) {
	seconds := 0.0
	if !m.last.IsZero() {
		seconds = now.Sub(m.last).Seconds()
	}
	m.last, m.failure = now, ""
	m.means = len(table) > 0 && !table[0].has("ttime_p99")
	for _, r := range m.rows {
		r.seen = false
	}
	var rows []*row
	for i := range table {
		x := &table[i]
		k := x.kind
		if k == other {
			continue
		}
		id := fmt.Sprint(k, "\x00", x.text("pxname"), "\x00", x.text("svname"))
		r, known := m.byID[id]
		if !known {
			r = &row{kind: k, proxy: x.text("pxname"), name: x.text("svname")}
			m.byID[id] = r
		}
		since := seconds
		if !known {
			since = 0
		}
		r.read(x, since)
		rows = append(rows, r)
	}
	m.rows = nest(rows)
	for id, r := range m.byID {
		if !r.seen {
			delete(m.byID, id)
		}
	}
}

// nest puts each backend before its servers, and operations behind the rest of their proxy. Gateways tell a backend after its
// servers, and operations after all.
func nest(rows []*row) []*row {
	place := map[string]int{}
	for i, r := range rows {
		if _, known := place[r.proxy]; !known {
			place[r.proxy] = i
		}
	}
	slices.SortStableFunc(rows, func(a, b *row) int {
		return cmp.Or(place[a.proxy]-place[b.proxy], int(a.kind)-int(b.kind))
	})
	return rows
}

// nested reports whether rows stand below what they belong to.
func (m *model) nested() bool { return m.view == other && m.order == 0 && !m.reverse && m.filter == "" }

// shown are the rows of the view in their order.
func (m *model) shown() []*row {
	var all []*row
	for _, r := range m.rows {
		if (m.view == other || r.kind == m.view) && r.matches(m.filter) {
			all = append(all, r)
		}
	}
	if less := orders[m.order].less; less != nil {
		slices.SortStableFunc(all, less)
	}
	if m.reverse {
		slices.Reverse(all)
	}
	if i := slices.Index(all, m.chosen); i >= 0 {
		m.selected = i
	}
	m.selected = min(max(m.selected, 0), max(len(all)-1, 0))
	return all
}

// current is the selected row, nil without any.
func (m *model) current() *row {
	all := m.shown()
	if len(all) == 0 {
		return nil
	}
	return all[m.selected]
}
