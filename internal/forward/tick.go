package forward

import (
	"time"

	"metergate/internal/export"
	"metergate/internal/metric"
)

// A tick is one reading of all metrics.
type tick struct {
	// at is when it was read, begun when the process began to count.
	at, begun time.Time
	// seconds is how long after the tick before this one is, or after the beginning.
	seconds float64
	// job and instance name the gateway as a scraper would.
	job, instance string
	// labels are those of the section.
	labels []label
	// fresh is true where the numbers of the tick before are not known.
	fresh bool

	walk *export.Walk
	pick *picker
}

// readings goes over the readings of the walk that the section wants.
func (k *tick) readings(yield func(*export.Reading) bool) {
	for r := range k.walk.Readings() {
		if k.pick.object(r.Object) && k.pick.metric(r.Family.Name) && !yield(r) {
			return
		}
	}
}

// rows goes over the objects that the section wants, the process first.
func (k *tick) rows(yield func(metric.Object) bool) {
	if !yield(k.walk.Process) {
		return
	}
	for o := range k.walk.Rows {
		if k.pick.object(o) && !yield(o) {
			return
		}
	}
}

// A label is a name with its value.
type label struct{ name, value string }

// A picker knows what a section wants. One goroutine uses it.
type picker struct {
	metrics, proxies globs
	names            map[string]bool
	objects          map[string]bool
}

func newPicker(c *Config) *picker {
	return &picker{metrics: c.metrics, proxies: c.proxies, names: map[string]bool{}, objects: map[string]bool{}}
}

// metric reports whether a metric is wanted, by its name at the destination.
func (p *picker) metric(name string) bool { return p.metrics.remember(p.names, name) }

// object reports whether the metrics of an object are wanted.
func (p *picker) object(o metric.Object) bool {
	proxy := o.MetricIdent().Proxy
	return proxy == "" || p.proxies.remember(p.objects, proxy)
}

// remember is match with a memory. What comes and goes, as proxies that are added and deleted, does not fill it for ever.
func (all globs) remember(known map[string]bool, name string) bool {
	if len(all) == 0 {
		return true
	}
	wanted, ok := known[name]
	if !ok {
		if len(known) >= maxRemembered {
			clear(known)
		}
		wanted = all.match(name)
		known[name] = wanted
	}
	return wanted
}

const maxRemembered = 100_000
