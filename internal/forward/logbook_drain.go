package forward

import (
	"math"

	"metergate/internal/spool"
)

// drain sends the records of requests that end while the gateway takes no new clients, from memory: the directory of the
// queue may be a newer process's by now. What cannot be delivered in time goes there if it is not.
func (d *destination) drain(l *life) {
	q, err := spool.Open("", d.c.queue.size)
	if err != nil {
		d.trouble("%v", err)
		return
	}
	d.mu.Lock()
	d.queue = q
	d.mu.Unlock()
	sent, written := d.send(l.draining), d.logbook.write()
	<-l.over
	d.logbook.close()
	written()
	sent()
	d.bequeath(q)
}

// bequeath puts what a queue in memory still holds into the directory, for the next process.
func (d *destination) bequeath(q *spool.Queue) {
	left, lost := q.Head(math.MaxInt)
	d.dropped(dropDamaged, lost)
	if len(left) > 0 && d.c.queue.dir != "" {
		if heir, err := spool.Open(d.o.inside(d.c.queue.dir), d.c.queue.size); err == nil {
			for _, batch := range left {
				_, drops, err := heir.Put(batch.At, batch.Items)
				if err != nil {
					d.trouble("%v", err)
				}
				d.dropped(dropFull, drops)
			}
			if err := q.Done(left[len(left)-1].Seq); err != nil {
				d.trouble("%v", err)
			}
			d.dropped(dropEnd, heir.Close())
		}
	}
	d.dropped(dropEnd, q.Close())
}
