package forward

import (
	"time"
)

// A reader makes a batch of all metrics at each interval.
type reader struct {
	d      *destination
	pick   *picker
	begun  time.Time
	before time.Time // the last tick

	drained drained
}

// run reads until stop is closed, and once more then.
func (r *reader) run(stop <-chan struct{}) {
	timer := time.NewTimer(r.untilTick())
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			r.d.o.Permit(r.tick)
			timer.Reset(r.untilTick())
		case <-stop:
			r.d.o.Permit(func() { r.read(true) })
			return
		}
	}
}

// untilTick returns how long it is to the next multiple of the interval.
func (r *reader) untilTick() time.Duration {
	now := time.Now()
	return now.Truncate(r.d.c.Interval).Add(r.d.c.Interval).Sub(now)
}

// tick reads all metrics and queues them.
func (r *reader) tick() { r.read(false) }

// read makes a tick. Behind the last one, what is counted is another process's to tell.
func (r *reader) read(last bool) {
	now, before := time.Now(), r.before
	if before.IsZero() {
		before = r.begun
	}
	k := &tick{
		at: now, begun: r.begun, seconds: now.Sub(before).Seconds(), fresh: r.before.IsZero(),
		job: "haproxy", instance: r.d.o.Instance, labels: r.d.c.labels, walk: r.d.o.Walk(), pick: r.pick,
	}
	r.drained.join(k.walk, last)
	r.before = now
	p := piles.Get().(*pile)
	defer piles.Put(p)
	r.d.form.items(k, func(item []byte) {
		if p.add(item); len(p.items) == batchItems {
			r.d.put(now.UnixMilli(), p.items)
			p.clear()
		}
	})
	if len(p.items) > 0 {
		r.d.put(now.UnixMilli(), p.items)
		p.clear()
	}
}
