package syslog

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"metergate/internal/clock"
)

const (
	// batchSize bounds what is written to a stream at once: the size up to which a pipe keeps writes in one piece.
	batchSize = 4096
	// linger is how long a writer waits for more before it goes to sleep, so that a busy speaker need not wake it for
	// every line.
	linger = 4 * time.Millisecond
	// reopenPause is how long a destination that failed is left alone.
	reopenPause = time.Second
	// closePatience is how long the end of the process waits for a destination.
	closePatience = time.Second
)

// A writer takes the lines of one destination to it, on a goroutine of its own.
type writer struct {
	sink   sink
	out    *Outputs
	queue  *queue
	asleep atomic.Bool
	wake   chan struct{}
	ended  chan struct{} // closed when close is called
	done   chan struct{} // closed when the goroutine is gone

	// Of the goroutine:
	dates   *clock.Dates
	header  header
	batch   []byte
	lines   int       // of batch
	ends    []int     // of its lines, where each is a datagram
	conn    io.Closer // as its sink opens it
	failed  bool
	retryAt time.Time
}

func newWriter(d sink, o *Outputs) *writer {
	w := &writer{
		sink: d, out: o, queue: newQueue(), dates: clock.NewDates(time.Local),
		wake: make(chan struct{}, 1), ended: make(chan struct{}), done: make(chan struct{}),
	}
	if d.network != "tcp" {
		w.connect() // before the process gives up its rights and its root directory
	}
	go w.run()
	return w
}

// put queues a line, or counts it as lost and returns false. Any goroutine.
func (w *writer) put(r *route, level Level, when int64, data, line []byte) bool {
	if !w.queue.put(r, level, when, data, line) {
		w.out.lost(1)
		return false
	}
	if w.asleep.Load() && w.asleep.CompareAndSwap(true, false) {
		w.wake <- struct{}{} // there is room: whoever clears asleep is the only one to send
	}
	return true
}

// close sends what is queued and ends the goroutine. One that nobody reads from is left behind after a while.
func (w *writer) close() {
	close(w.ended)
	select {
	case <-w.done:
	case <-time.After(closePatience):
	}
}

func (w *writer) run() {
	defer close(w.done)
	for {
		if w.drain() {
			time.Sleep(linger)
			continue
		}
		if !w.sleep() {
			break
		}
	}
	w.drain()
	if w.conn != nil {
		w.conn.Close()
	}
}

// sleep waits until something is queued; false means that the writer is to end.
func (w *writer) sleep() bool {
	w.asleep.Store(true)
	if w.queue.peek() != nil && w.asleep.CompareAndSwap(true, false) {
		return true
	}
	select {
	case <-w.wake:
		return true
	case <-w.ended:
		return false
	}
}

// drain writes what is queued, and reports whether there was something.
func (w *writer) drain() (any bool) {
	for e := w.queue.peek(); e != nil; e = w.queue.peek() {
		any = true
		before := len(w.batch)
		w.batch = e.route.append(w.batch, e, w)
		w.queue.drop()
		switch {
		case w.sink.packets():
			if w.ends = append(w.ends, len(w.batch)); len(w.ends) == packetsAtOnce {
				w.post()
			}
			continue
		case len(w.batch) > batchSize && before > 0:
			w.flush(before)
		}
		w.lines++
	}
	switch {
	case len(w.ends) > 0:
		w.post()
	case len(w.batch) > 0:
		w.flush(len(w.batch))
	}
	return any
}

// flush writes the first n bytes of the batch to a stream.
func (w *writer) flush(n int) {
	err := w.try(func() (int, error) { return w.conn.(io.Writer).Write(w.batch[:n]) })
	w.note(err, w.lines)
	w.lines = 0
	w.batch = append(w.batch[:0], w.batch[n:]...)
}

// post sends the lines of the batch, each as a datagram. One that the destination does not take is lost, and the next one tried.
func (w *writer) post() {
	for first := 0; first < len(w.ends); {
		err := w.try(func() (int, error) {
			n, err := w.conn.(datagrams).WriteEach(w.batch, w.ends, first)
			first += n
			return n, err
		})
		w.note(err, 1)
		if err != nil {
			first++
		}
	}
	w.batch, w.ends = w.batch[:0], w.ends[:0]
}

// note notes how writing ended, and counts what was lost.
func (w *writer) note(err error, lines int) {
	if err == nil {
		w.failed = false
		return
	}
	w.out.lost(lines)
	w.fail(err)
}

// try writes to the destination. One that has gone away since is opened again, once.
func (w *writer) try(write func() (int, error)) error {
	fresh := w.conn == nil
	if err := w.connect(); err != nil {
		return err
	}
	n, err := write()
	if err == nil {
		return nil
	}
	w.disconnect()
	if fresh || n > 0 {
		return err
	}
	if err = w.connect(); err == nil {
		_, err = write()
	}
	return err
}

// connect opens the destination unless it is open, or was found shut a moment ago.
func (w *writer) connect() (err error) {
	if w.conn != nil {
		return nil
	}
	if now := time.Now(); now.Before(w.retryAt) {
		return errShut
	}
	w.conn, err = w.sink.open()
	if err != nil {
		w.conn, w.retryAt = nil, time.Now().Add(reopenPause)
	}
	return err
}

// errShut is a destination that is left alone for a while.
var errShut = fmt.Errorf("it could not be reached a moment ago")

func (w *writer) disconnect() {
	w.conn.Close()
	w.conn = nil
}

// fail reports that the destination does not take lines, once until it does again.
func (w *writer) fail(err error) {
	if !w.failed {
		w.failed = true
		w.out.complain(fmt.Errorf("cannot log to %s: %w", w.sink.key(), err))
	}
}
