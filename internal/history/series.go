package history

import (
	"math"
	"slices"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/storage"

	"metergate/internal/export"
	"metergate/internal/metric"
)

// A series is what is written again and again under the same labels.
type series struct {
	ref    storage.SeriesRef // of the open database; 0 when not known
	labels labels.Labels
	name   string
	pairs  []string // names and values of the labels that are not those of all series
	key    string   // of the two, for counters
	text   string   // the part of the labels that tells it from others of the same slot
	next   *series
	tick   uint64 // the last one in which it was read

	drained *drained             // what older processes counted; nil without
	counter bool                 // it only grows
	last    *histogram.Histogram // as written, to be used again while nothing changes
	counted uint64               // the count behind last

	exemplified int64 // the time of the last exemplar, ns since 1970
}

// A sample is one value of a tick.
type sample struct {
	series *series
	value  float64
	hist   *histogram.Histogram // in place of the value, when not nil
}

// A cache knows the series of all readings by their identity. It is used by one goroutine.
type cache struct {
	base     []labels.Label
	objects  map[*metric.Ident]*object
	alone    map[string]*series // series that are made here, by name
	carried  map[string]*drained
	orphans  []orphan
	examples []example // of the present tick
	builder  labels.ScratchBuilder
	tick     uint64
}

// An object holds the series of one object of the gateway, by slot.
type object struct {
	slots []*series
	tick  uint64
}

func newCache(base []labels.Label) *cache {
	return &cache{base: base, objects: map[*metric.Ident]*object{}, alone: map[string]*series{}, carried: map[string]*drained{}}
}

// read makes a tick of a walk: what it shows, the series up, and an end for each series that is not there any more.
func (c *cache) read(w *export.Walk, into []sample) []sample {
	c.tick++
	c.examples = nil
	var ident *metric.Ident
	var o *object
	for r := range w.Readings() {
		if id := r.Ident(); id != ident {
			ident, o = id, c.object(id, r.Family.Kind)
		}
		s := c.find(o, r)
		s.tick = c.tick
		if r.Distribution != nil {
			if s.counted != r.Distribution.Count {
				c.exemplify(s, r)
			}
			into = append(into, sample{series: s, hist: s.histogram(r.Distribution)})
			continue
		}
		into = append(into, sample{series: s, value: r.Value + s.drained.value()})
	}
	into = append(into, sample{series: c.own("up"), value: 1})
	return c.sweep(c.orphaned(into))
}

func (c *cache) object(id *metric.Ident, k metric.Kind) *object {
	o := c.objects[id]
	if o == nil {
		o = &object{slots: make([]*series, export.Slots(k))}
		c.objects[id] = o
	}
	o.tick = c.tick
	return o
}

// find returns the series of a reading.
func (c *cache) find(o *object, r *export.Reading) *series {
	first := &o.slots[r.Slot]
	for s := *first; s != nil; s = s.next {
		if s.text == r.Text() {
			return s
		}
	}
	s := c.make(r.Family.Name, r.Labels)
	s.text, s.next = r.Text(), *first
	s.counter = r.Family.Type == export.Counter || r.Distribution != nil
	if s.counter {
		s.key = (&count{Name: s.name, Labels: s.pairs}).key()
		s.drained = c.inherit(s.key)
	}
	*first = s
	return s
}

// inherit returns what is drained for a series that is new here.
func (c *cache) inherit(key string) *drained {
	c.orphans = slices.DeleteFunc(c.orphans, func(o orphan) bool { return o.key == key })
	return c.carried[key]
}

// make returns a series of that name.
func (c *cache) make(name string, each func(yield func(name, value string) bool)) *series {
	s := &series{name: name}
	c.builder.Reset()
	c.builder.Add(model.MetricNameLabel, name)
	for _, l := range c.base {
		c.builder.Add(l.Name, l.Value)
	}
	if each != nil {
		each(func(name, value string) bool {
			if value != "" {
				c.builder.Add(name, value)
				s.pairs = append(s.pairs, name, value)
			}
			return true
		})
	}
	c.builder.Sort()
	s.labels = c.builder.Labels()
	return s
}

// own returns a series that has no labels but those of all.
func (c *cache) own(name string) *series {
	s := c.alone[name]
	if s == nil {
		s = c.make(name, nil)
		c.alone[name] = s
	}
	return s
}

// stale is the value that ends a series.
var stale = math.Float64frombits(value.StaleNaN)

// sweep ends the series that were not read in this tick.
func (c *cache) sweep(into []sample) []sample {
	for id, o := range c.objects {
		if o.tick != c.tick {
			delete(c.objects, id)
		}
		for i := range o.slots {
			for at := &o.slots[i]; *at != nil; {
				s := *at
				if s.tick == c.tick {
					at = &s.next
					continue
				}
				*at = s.next
				into = append(into, sample{series: s, value: stale})
			}
		}
	}
	return into
}

// forget makes the references unknown: the database is another one.
func (c *cache) forget() {
	for s := range c.all {
		s.ref = 0
	}
}

// all goes over the series.
func (c *cache) all(yield func(*series) bool) {
	for _, o := range c.objects {
		for _, s := range o.slots {
			for ; s != nil; s = s.next {
				if !yield(s) {
					return
				}
			}
		}
	}
	for _, s := range c.alone {
		if !yield(s) {
			return
		}
	}
}
