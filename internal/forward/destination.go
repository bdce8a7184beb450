package forward

import (
	"context"
	"errors"
	"sync"
	"time"

	"metergate/internal/metric"
	"metergate/internal/spool"
)

// A destination is a section at work: one goroutine reads the metrics and queues them, another one delivers.
type destination struct {
	c    *Config
	o    *Options
	form form
	feed *feed         // of a send-metrics-url, which has no form and no queue; or nil
	news chan struct{} // holds one when something was queued

	mu    sync.Mutex   // guards queue
	queue *spool.Queue // nil while an older process uses the directory

	ident   metric.Ident
	reader  reader
	sender  sender
	logbook *logbook // nil where no access logs are sent
	account account
}

// batchItems bounds the items of a batch, and of what is sent at once.
const batchItems = 5000

func newDestination(c *Config, o *Options) (*destination, error) {
	f, err := c.target.kind.open(c.target)
	if err != nil {
		return nil, err
	}
	d := &destination{c: c, o: o, form: f, news: make(chan struct{}, 1), ident: metric.Ident{Name: c.Name}}
	d.reader = reader{d: d, pick: newPicker(c), begun: time.Now()}
	d.sender = sender{d: d, most: batchItems}
	if c.logs {
		d.logbook = newLogbook(d, f.(logForm))
		d.logbook.watch(c.gateway)
	}
	return d, nil
}

// open opens the queue. It returns spool.ErrHeld while an older process uses it.
func (d *destination) open() error {
	q, err := spool.Open(d.o.inside(d.c.queue.dir), d.c.queue.size)
	if err != nil {
		return err
	}
	for _, damage := range q.Damaged() {
		d.say(severityWarning, "the queue was not whole: %s; what stood behind is lost", damage)
		d.account.drop(dropDamaged, 1, 0)
	}
	d.mu.Lock()
	d.queue = q
	d.mu.Unlock()
	return nil
}

// opened returns the queue, nil before it is opened.
func (d *destination) opened() *spool.Queue {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.queue
}

// put queues a batch.
func (d *destination) put(at int64, items [][]byte) {
	seq, drops, err := d.queue.Put(at, items)
	if err != nil {
		d.trouble("%v; batches wait in memory", err)
	} else {
		d.relieved()
	}
	d.dropped(dropFull, drops)
	d.account.change(func(k *known) { k.newest = seq })
	select {
	case d.news <- struct{}{}:
	default:
	}
}

// dropped counts what was dropped, and names it.
func (d *destination) dropped(why string, drops []spool.Drop) {
	for _, p := range drops {
		d.account.drop(why, p.Batches, p.Items)
		d.say(severityWarning, "batches %d to %d of %s are dropped: %s", p.First, p.Last, d.queue.Identity(), why)
	}
}

// The reasons of drops.
const (
	dropFull    = "queue full"
	dropRefused = "refused"
	dropDamaged = "damaged"
	dropEnd     = "process ended"
	dropFailed  = "not sent"
	dropLogs    = "logs too fast"
)

var reasons = []string{dropFull, dropRefused, dropDamaged, dropEnd, dropFailed, dropLogs}

// length is what waits.
func (d *destination) length() spool.Length {
	if q := d.opened(); q != nil {
		return q.Length()
	}
	return spool.Length{}
}

// await opens the queue as soon as no older process uses it.
func (d *destination) await(stop <-chan struct{}) bool {
	for {
		err := d.open()
		if err == nil {
			d.relieved()
			return true
		}
		if !errors.Is(err, spool.ErrHeld) {
			d.trouble("%v", err)
		}
		select {
		case <-time.After(claimPoll):
		case <-stop:
			return false
		}
	}
}

// claimPoll is how often the directory of a queue is asked for while another process has it.
const claimPoll = 200 * time.Millisecond

// run reads and sends until all is over, or until the gateway takes no new clients and a newer process wants the section: that is
// told from then on what this one still counts. Access logs are sent while it drains.
func (d *destination) run(l *life) {
	if d.feed != nil {
		d.feed.run(l.serving, l.stop)
		return
	}
	o, last := d.claim(l)
	if d.await(last) {
		d.serve(last)
	}
	var reports sync.WaitGroup
	if o != nil && o.release() && d.c.target.kind.logs != logsOnly {
		reports.Go(func() { d.report(l.over) })
	}
	if d.logbook != nil {
		d.drain(l)
	}
	reports.Wait()
}

// serve reads and sends until last is closed; then it makes a last batch, sends what it can within flushTime and leaves the
// queue to a newer process.
func (d *destination) serve(last <-chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	sent, written := d.send(ctx), func() {}
	if d.logbook != nil {
		written = d.logbook.write()
	}
	if d.c.target.kind.logs == logsOnly {
		<-last
	} else {
		d.reader.run(last)
	}
	defer time.AfterFunc(flushTime, cancel).Stop()
	written()
	sent()
	if drops := d.queue.Close(); len(drops) > 0 {
		d.dropped(dropEnd, drops)
	}
}

// send begins to deliver what is queued. end waits until all is delivered, an attempt has failed or ctx has ended.
func (d *destination) send(ctx context.Context) (end func()) {
	var sending sync.WaitGroup
	ended := make(chan struct{})
	sending.Go(func() { d.sender.run(ctx, ended) })
	return func() {
		close(ended)
		sending.Wait()
	}
}
