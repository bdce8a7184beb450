package forward

import (
	"metergate/internal/export"
	"metergate/internal/metric"
)

// A growth knows how much each counter grew since the tick before.
//
// A counter of the first tick of a process grew by nothing: what it shows may be what an older process has told of. One
// that is seen for the first time later grew by all it shows, and so did one that fell: it was cleared. One object's
// counters are forgotten with the object, never before.
type growth struct {
	objects map[*metric.Ident]*grown
	tick    uint64
	since   metric.Distribution // as shape returned it
}

type grown struct {
	tick    uint64
	numbers map[seriesKey]float64
	shapes  map[seriesKey]*metric.Distribution
}

// A seriesKey tells the series of an object from each other.
type seriesKey struct {
	slot int
	text string
}

// begin begins a tick.
func (g *growth) begin() {
	if g.objects == nil {
		g.objects = map[*metric.Ident]*grown{}
	}
	g.tick++
}

// end forgets the objects that this tick did not have.
func (g *growth) end() {
	for id, o := range g.objects {
		if o.tick != g.tick {
			delete(g.objects, id)
		}
	}
}

// of returns what is known of the object of a reading.
func (g *growth) of(r *export.Reading) *grown {
	o := g.objects[r.Ident()]
	if o == nil {
		o = &grown{numbers: map[seriesKey]float64{}, shapes: map[seriesKey]*metric.Distribution{}}
		g.objects[r.Ident()] = o
	}
	o.tick = g.tick
	return o
}

// number returns how much a counter grew.
func (g *growth) number(k *tick, r *export.Reading) float64 {
	o, key, now := g.of(r), seriesKey{r.Slot, r.Text()}, r.Value
	last, known := o.numbers[key]
	o.numbers[key] = now
	switch {
	case known && now >= last:
		return now - last
	case known || !k.fresh:
		return now
	}
	return 0
}

// shape returns the distribution of the values since the tick before; nil without any. The result is valid until the next
// call.
func (g *growth) shape(k *tick, r *export.Reading) *metric.Distribution {
	o, key, now := g.of(r), seriesKey{r.Slot, r.Text()}, r.Distribution
	last := o.shapes[key]
	if last == nil {
		if now.Count == 0 {
			return nil
		}
		last = &metric.Distribution{}
		o.shapes[key] = last
		if k.fresh {
			*last = *now
			return nil
		}
	}
	since := &g.since
	*since = *now
	if now.Count >= last.Count {
		subtract(since, last)
	}
	*last = *now
	if since.Count == 0 {
		return nil
	}
	return since
}

// subtract takes from a distribution what it held earlier. Buckets are read one after the other while others count, so that
// one may be ahead of another; none falls below zero.
func subtract(d, earlier *metric.Distribution) {
	d.Count -= earlier.Count
	d.Zero -= min(d.Zero, earlier.Zero)
	d.Sum -= min(d.Sum, earlier.Sum)
	for i, n := range earlier.Buckets {
		d.Buckets[i] -= min(d.Buckets[i], n)
	}
}
