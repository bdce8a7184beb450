package share

import (
	"context"
	"math/rand/v2"
	"time"
)

// How long is waited after failures, at most and at the end, and how often servers before the present one are tried.
const (
	maxPause  = 2 * time.Second
	lastPause = 50 * time.Millisecond
	lookAgain = 10 * time.Second
)

// run exchanges again and again until ctx ends, and then for the last time.
func (s *Store) run(ctx context.Context) {
	pause := s.Sync
	for {
		err := s.exchangeAll(ctx, false)
		if ctx.Err() == nil {
			pause = s.settle(err, pause)
		}
		select {
		case <-ctx.Done():
			s.end()
			return
		case <-time.After(jitter(pause)):
		}
	}
}

// end exchanges for the last time, again and again for some time should it fail: a connection may be broken without our knowing.
func (s *Store) end() {
	ctx, cancel := context.WithTimeout(context.Background(), lastWords)
	defer cancel()
	for ctx.Err() == nil {
		err := s.exchangeAll(ctx, true)
		s.status.failed(err)
		s.link.close()
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(jitter(lastPause)):
		}
	}
}

// settle notes how an exchange went, and gives the pause until the next.
func (s *Store) settle(err error, pause time.Duration) time.Duration {
	stale := s.status.outcome(err)
	for _, t := range s.tables {
		t.table.SetAlone(stale)
	}
	if err == nil {
		return s.Sync
	}
	s.link.close()
	return min(2*pause, max(maxPause, s.Sync))
}

// jitter spreads the questions of many gateways: a tenth to either side.
func jitter(d time.Duration) time.Duration {
	return d*9/10 + time.Duration(rand.Int64N(int64(d/5)+1))
}

// exchangeAll tells and learns, table by table, until nothing is left.
func (s *Store) exchangeAll(ctx context.Context, last bool) error {
	if err := s.connect(ctx); err != nil {
		return err
	}
	for i, t := range s.tables {
		for {
			more, err := s.round(ctx, t, last && i == len(s.tables)-1)
			if err != nil {
				return err
			}
			if !more {
				break
			}
		}
	}
	return ctx.Err()
}

// link is the connection to a server of the store.
type link struct {
	keeper keeper
	at     int       // the number of the server
	since  time.Time // when servers before it were last tried
}

func (l *link) close() {
	if l.keeper != nil {
		l.keeper.close()
		l.keeper = nil
	}
}

// connect sees that there is a connection: to the first server that can be reached.
func (s *Store) connect(ctx context.Context) (err error) {
	l := &s.link
	end := len(s.Servers)
	if l.keeper != nil {
		if l.at == 0 || time.Since(l.since) < lookAgain {
			return nil
		}
		end = l.at
	}
	l.since = time.Now()
	for i := range s.Servers[:end] {
		k, err1 := s.dial(ctx, &s.Servers[i])
		if err1 != nil {
			err = err1
			continue
		}
		l.close()
		if l.at != i {
			s.meet()
		}
		l.keeper, l.at = k, i
		s.status.server(s.Servers[i].Name)
		return nil
	}
	if l.keeper != nil {
		return nil
	}
	return err
}

// meet prepares for another server, which may know other things.
func (s *Store) meet() {
	s.known.version = ""
	for _, t := range s.tables {
		t.cursor = "0"
	}
}
