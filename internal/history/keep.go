package history

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/prometheus/storage"
)

// The syslog levels of what is said.
const (
	severityAlert   = 1
	severityWarning = 4
	severityNotice  = 5
)

// keep is the life of a store, on one goroutine: it waits for the directory, reads and writes ticks, and gives the
// directory to a newer process.
//
//	waiting ──▶ owner (opening ⇄ open) ──▶ reporting, while the last clients are served ──▶ end
func (s *Store) keep() {
	defer close(s.done)
	s.begun = time.Now()
	stop := s.stop
	claim := s.claim()
	timer := time.NewTimer(s.untilTick())
	defer timer.Stop()
	var waits []*successor
	for {
		select {
		case o := <-claim.got:
			s.own(o)
		case o := <-s.opened:
			s.use(o)
		case <-timer.C:
			s.turn()
			timer.Reset(s.untilTick())
		case r := <-s.reports:
			s.cache.take(r.counts)
			close(r.taken)
		case n := <-s.wanted:
			waits = append(waits, n)
		case <-s.suspect:
			s.comb()
		case <-stop:
			s.stopping, stop = true, nil
		case <-s.quit:
			s.end(waits)
			claim.done.Wait()
			return
		}
		if len(waits) > 0 && (s.owner == nil || s.stopping && !s.opening) {
			s.yield(waits)
			waits = nil
		}
	}
}

// untilTick returns the time until the next multiple of the interval, as the clock on the wall has it.
func (s *Store) untilTick() time.Duration {
	now := time.Now()
	return now.Truncate(s.c.Interval).Add(s.c.Interval).Sub(now)
}

// own begins with a directory that is ours now.
func (s *Store) own(o *owner) {
	s.owner = o
	if err := s.Events.open(s.dir, time.Now().Add(-s.c.Retention)); err != nil {
		s.trouble(err.Error())
	}
	s.open()
}

// patience is how long another process may hold the directory before that is told.
const patience = 10 * time.Second

// turn is one interval: a tick for the owner, a report from one that was.
func (s *Store) turn() {
	switch {
	case s.owner != nil:
		if s.lease == nil && !s.opening && time.Now().After(s.retryAt) {
			s.open()
		}
		s.o.Permit(func() { s.tick(s.moment()) })
	case s.marks != nil:
		s.o.Permit(s.report)
	case time.Since(s.begun) > patience:
		s.trouble("waits for the process that keeps its history in " + s.c.Path)
	}
}

// moment is the time of a tick: the multiple of the interval, unless it is long past.
func (s *Store) moment() int64 {
	now := time.Now()
	if even := now.Truncate(s.c.Interval); now.Sub(even) < s.c.Interval/10 {
		now = even
	}
	return max(now.UnixMilli(), s.lastTick+1)
}

// tick reads all metrics and writes them, behind those that wait.
func (s *Store) tick(at int64) {
	t := tick{at: at, samples: s.cache.read(s.o.Walk(), s.spare[:0])}
	t.examples = s.cache.examples
	s.latest, s.spare, s.lastTick = t.samples, nil, at
	s.backlog = append(s.backlog, t)
	s.waiting += len(t.samples)
	for s.waiting > maxBacklog && len(s.backlog) > 1 {
		s.waiting -= len(s.backlog[0].samples)
		s.backlog = s.backlog[1:]
	}
	s.flush()
}

// flush writes the ticks that wait, if that is possible now.
func (s *Store) flush() {
	if s.lease == nil || !s.room() {
		return
	}
	for len(s.backlog) > 0 {
		t := s.backlog[0]
		if err := s.write(&t); err != nil {
			s.broken(err)
			return
		}
		s.backlog, s.spare = s.backlog[1:], t.samples
		s.waiting -= len(t.samples)
	}
	s.relieved()
}

// write stores a tick.
func (s *Store) write(t *tick) error {
	app := s.lease.db.Appender(context.Background())
	for i := range t.samples {
		sm := &t.samples[i]
		ref, err := storage.SeriesRef(0), error(nil)
		if sm.hist != nil {
			ref, err = app.AppendHistogram(sm.series.ref, sm.series.labels, t.at, sm.hist, nil)
		} else {
			ref, err = app.Append(sm.series.ref, sm.series.labels, t.at, sm.value)
		}
		switch {
		case err == nil:
			sm.series.ref = ref
		case !tooLate(err):
			return errors.Join(fmt.Errorf("cannot store %s: %w", sm.series.labels, err), app.Rollback())
		}
	}
	for i := range t.examples {
		x := &t.examples[i]
		if _, err := app.AppendExemplar(x.series.ref, x.series.labels, x.Exemplar); err != nil {
			continue // an older one than those that are there
		}
	}
	return app.Commit()
}

// tooLate reports whether a sample was refused because a newer one is there, as when the clock was put back.
func tooLate(err error) bool {
	return errors.Is(err, storage.ErrOutOfOrderSample) || errors.Is(err, storage.ErrOutOfBounds) ||
		errors.Is(err, storage.ErrTooOldSample) || errors.Is(err, storage.ErrDuplicateSampleForTimestamp)
}

// broken closes a database that does not take samples any more. It is opened anew, which repairs it, and what was not
// written is written then.
func (s *Store) broken(err error) {
	s.trouble(fmt.Sprintf("cannot be written: %v", err))
	s.shut()
	s.retryLater()
}

// use takes what came of opening the database.
func (s *Store) use(o opening) {
	s.opening = false
	for _, b := range o.aside {
		s.sayAside(b)
	}
	if o.err != nil {
		s.trouble(o.err.Error())
		s.retryLater()
		return
	}
	l := &lease{db: o.db}
	l.life, l.cut = context.WithCancel(context.Background())
	s.mu.Lock()
	s.lease = l
	s.mu.Unlock()
	s.once.ready.Do(func() { close(s.ready) })
	s.cache.forget()
	s.o.Permit(s.flush)
}

// retryLater has the database opened at a later turn.
func (s *Store) retryLater() {
	s.retry = min(max(2*s.retry, retryFirst), retryMost)
	s.retryAt = time.Now().Add(s.retry)
}

// shut closes the database. Questions that are being answered are given up.
func (s *Store) shut() {
	l := s.lease
	if l == nil {
		return
	}
	s.mu.Lock()
	s.lease = nil
	s.mu.Unlock()
	l.cut()
	l.users.Wait()
	if err := l.db.Close(); err != nil {
		s.trouble(fmt.Sprintf("cannot be closed: %v", err))
	}
}

// trouble tells, once, what keeps the history from being written.
func (s *Store) trouble(text string) {
	s.troubles.Lock()
	defer s.troubles.Unlock()
	if s.troubles.told == "" {
		s.say(severityAlert, "%s; traffic is not affected", text)
	}
	s.troubles.told = text
}

// relieved tells that a trouble is over.
func (s *Store) relieved() {
	s.troubles.Lock()
	defer s.troubles.Unlock()
	if s.troubles.told != "" {
		s.troubles.told = ""
		s.say(severityNotice, "is written again")
	}
	s.retry = 0
}
