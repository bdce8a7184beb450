package forward

import (
	"iter"
	"sync"

	"metergate/internal/export"
	"metergate/internal/metric"
)

// A drained is what processes that handed over have counted since, of all objects: a destination shows it beside what its
// own process counts. Its marks are what this process showed of itself in its last tick, and reported since.
type drained struct {
	mu     sync.Mutex // guards news and closed
	news   []report   // of other processes, to be shown from the next tick on
	closed bool       // no news is taken any more

	// The reader's goroutine has these.
	objects map[objectKey]*totals
	ghosts  map[objectKey]*ghost
	known   map[*metric.Ident]*totals // objects, as the present walk has them
	marks   map[objectKey]*totals     // nil until the last tick
}

// An objectKey names an object in all processes.
type objectKey struct {
	kind                           metric.Kind
	proxy, name, consumer, keyType string
}

func objectOf(o metric.Object) objectKey {
	id := o.MetricIdent()
	return objectKey{o.MetricKind(), id.Proxy, id.Name, id.Consumer, id.KeyType}
}

var _ metric.Beside = (*drained)(nil)

// hear takes reports of another process. It returns false when this one shows nothing any more.
func (d *drained) hear(all []report) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.closed {
		d.news = append(d.news, all...)
	}
	return !d.closed
}

// join has a walk show what is drained. The last one is remembered, and no reports are taken behind it.
func (d *drained) join(w *export.Walk, last bool) {
	d.mu.Lock()
	news := d.news
	d.news, d.closed = nil, d.closed || last
	d.mu.Unlock()
	for i := range news {
		d.take(&news[i])
	}
	if last {
		d.marks = map[objectKey]*totals{}
	}
	if len(d.objects) > 0 {
		d.find(w)
	}
	if len(d.objects) > 0 || last {
		w.View.Beside = d
	}
}

// take adds a report.
func (d *drained) take(r *report) {
	key, ok := r.key()
	if !ok {
		return // of a kind of objects that this version does not have
	}
	c := d.objects[key]
	if c == nil {
		if d.objects == nil {
			d.objects, d.ghosts = map[objectKey]*totals{}, map[objectKey]*ghost{}
		}
		c = &totals{}
		d.objects[key] = c
	}
	c.add(&r.totals)
}

// find finds what is drained among the objects of a walk, and adds to the walk what it does not have any more.
func (d *drained) find(w *export.Walk) {
	d.known = map[*metric.Ident]*totals{}
	here := map[objectKey]bool{}
	for o := range everything(w) {
		if c := d.objects[objectOf(o)]; c != nil {
			d.known[o.MetricIdent()], here[objectOf(o)] = c, true
		}
	}
	var more []metric.Object
	for key, c := range d.objects {
		if here[key] {
			continue
		}
		g := d.ghosts[key]
		if g == nil {
			g = newGhost(key)
			d.ghosts[key] = g
		}
		d.known[&g.ident] = c
		more = append(more, g)
	}
	rows := w.Rows
	w.Rows = func(yield func(metric.Object) bool) {
		for o := range rows {
			if !yield(o) {
				return
			}
		}
		for _, o := range more {
			if !yield(o) {
				return
			}
		}
	}
}

// everything goes over the process and the rows of a walk.
func everything(w *export.Walk) iter.Seq[metric.Object] {
	return func(yield func(metric.Object) bool) {
		if !yield(w.Process) {
			return
		}
		w.Rows(yield)
	}
}

// mark returns where to remember what is shown of an object; nil before the last tick.
func (d *drained) mark(o metric.Object) *totals {
	if d.marks == nil {
		return nil
	}
	key := objectOf(o)
	if d.marks[key] == nil {
		d.marks[key] = &totals{}
	}
	return d.marks[key]
}

// Counter adds what is drained of a counter.
func (d *drained) Counter(o metric.Object, c *metric.Column, n uint64) uint64 {
	if m := d.mark(o); m != nil {
		put(&m.Numbers, c.Name, n)
	}
	if more := d.known[o.MetricIdent()]; more != nil {
		n += more.Numbers[c.Name]
	}
	return n
}

// Histogram adds what is drained of a distribution.
func (d *drained) Histogram(o metric.Object, h *metric.Histogram, to *metric.Distribution) {
	if m := d.mark(o); m != nil {
		put(&m.Shapes, h.Name, spreadOf(to))
	}
	if more := d.known[o.MetricIdent()]; more != nil {
		more.Shapes[h.Name].addTo(to)
	}
}

// Tally adds what is drained of a tally.
func (d *drained) Tally(o metric.Object, t *metric.Tally, own []metric.TallyCount) []metric.TallyCount {
	if m := d.mark(o); m != nil {
		put(&m.Tallies, t.Name, keysOf(own))
	}
	if more := d.known[o.MetricIdent()]; more != nil {
		own = more.Tallies[t.Name].addTo(own)
	}
	return own
}

// A report is what was counted of an object since the report before.
type report struct {
	Kind     string `json:"kind"`
	Proxy    string `json:"proxy,omitempty"`
	Name     string `json:"name,omitempty"`
	Consumer string `json:"consumer,omitempty"`
	KeyType  string `json:"key_type,omitempty"`
	totals
}

// key returns the name of the object; ok is false when there are none of its kind.
func (r *report) key() (key objectKey, ok bool) {
	for k := range metric.Kind(len(metric.Tags{})) {
		if k.String() == r.Kind {
			return objectKey{k, r.Proxy, r.Name, r.Consumer, r.KeyType}, true
		}
	}
	return key, false
}

// A ghost stands for an object that only an older process has.
type ghost struct {
	ident metric.Ident
	set   *metric.Set
}

func newGhost(k objectKey) *ghost {
	return &ghost{metric.Ident{Proxy: k.proxy, Name: k.name, Consumer: k.consumer, KeyType: k.keyType}, metric.NewSet(k.kind, 1)}
}

// MetricKind is the kind of the object.
func (g *ghost) MetricKind() metric.Kind { return g.set.Kind() }

// MetricSet holds nothing.
func (g *ghost) MetricSet() *metric.Set { return g.set }

// MetricIdent is how the object was called.
func (g *ghost) MetricIdent() *metric.Ident { return &g.ident }
