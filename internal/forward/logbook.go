package forward

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"metergate/internal/proxy"
	"metergate/internal/syslog"
)

// A logForm is a form that takes access logs too.
type logForm interface {
	form
	// entry makes the item of a record; it is empty when there is nothing to tell. One goroutine calls it, which is neither
	// that of items nor that of deliver. The record is valid until it returns.
	entry(r *record) []byte
}

// A logbook has records of requests queued, by their number, their size and the time. Whoever makes a record never waits:
// records wait in a queue of bounded size, and those that find no room there are counted.
//
//	loop ──▶ queue of package syslog ──▶ take: entry ──▶ batch ──▶ spool.Queue
//	 never waits   4,096 records          a goroutine    1,000 records, 1 MB or 1 s
type logbook struct {
	d        *destination
	form     logForm
	lines    syslog.Outputs
	logger   *syslog.Logger
	name     string // of what makes records, for their ids
	instance string
	captures func(frontend string, direction int) []proxy.Capture

	mu     sync.Mutex // guards what follows
	record record     // that is being taken
	taken  uint64
	open   bool // the queue takes batches
	batch  [][]byte
	bytes  int
	at     int64 // when the first of the batch came, in ms since 1970
}

// The bounds of a batch of records, and of what is kept while the queue takes none.
const (
	logItems = 1000
	logBytes = 1 << 20
	logEvery = time.Second
	logKept  = 5
)

// newLogbook returns the logbook of a destination. Its goroutine ends with close.
func newLogbook(d *destination, f logForm) *logbook {
	b := &logbook{d: d, form: f, name: newName(), instance: d.o.Instance, captures: func(string, int) []proxy.Capture { return nil }}
	b.lines.Lost = func(n int) { d.account.drop(dropLogs, 0, n) }
	b.logger = b.lines.Lines(d.c.Name, b.take)
	return b
}

// watch has the frontends that the section wants give their records to the logbook, before the gateway starts.
func (b *logbook) watch(g *proxy.Gateway) {
	b.captures = func(frontend string, direction int) []proxy.Capture {
		if f := g.Frontend(frontend); f != nil {
			return f.Captures[direction]
		}
		return nil
	}
	g.Record(b.d.c.proxies.match, b.put)
}

// newName makes a name that nothing else has.
func newName() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// put queues a record. Loops call it: it never waits. The time that loggers want is in the record.
func (b *logbook) put(line []byte) { b.logger.Log(syslog.Info, 0, line, nil) }

// take puts a record into the batch.
func (b *logbook) take(line []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := &b.record
	b.taken++
	r.id, r.instance, r.captures = fmt.Sprintf("%s-%d", b.name, b.taken), b.instance, b.captures
	if !r.parse(line) {
		b.d.account.drop(dropLogs, 0, 1)
		return
	}
	item := b.form.entry(r)
	if len(item) == 0 {
		return
	}
	if len(b.batch) >= logKept*logItems || b.bytes >= logKept*logBytes {
		b.d.account.drop(dropLogs, 0, 1)
		return
	}
	if len(b.batch) == 0 {
		b.at = time.Now().UnixMilli()
	}
	b.batch, b.bytes = append(b.batch, item), b.bytes+len(item)
	if len(b.batch) >= logItems || b.bytes >= logBytes {
		b.queue()
	}
}

// queue queues the batch, if the queue takes it. b.mu is held.
func (b *logbook) queue() {
	if b.open && len(b.batch) > 0 {
		b.d.put(b.at, b.batch)
		b.batch, b.bytes = nil, 0
	}
}

// write begins to have what came, and what has waited long enough, queued. end has the rest queued, and keeps what comes
// later.
func (b *logbook) write() (end func()) {
	b.flush(true)
	stop := make(chan struct{})
	var ticking sync.WaitGroup
	ticking.Go(func() {
		ticker := time.NewTicker(logEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				b.flush(true)
			case <-stop:
				return
			}
		}
	})
	return func() {
		close(stop)
		ticking.Wait()
		b.flush(false)
	}
}

// flush queues the batch, and says whether the queue takes more.
func (b *logbook) flush(open bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open = true
	b.queue()
	b.open = open
}

// close ends the logbook once no records come any more: all that came are in the batch or the queue then.
func (b *logbook) close() { b.lines.Close() }
