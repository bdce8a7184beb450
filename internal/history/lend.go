package history

import (
	"context"
	"errors"
	"sync"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
)

// A lease is an open database with those who use it. It is closed when the last of them is done.
type lease struct {
	db    *tsdb.DB
	life  context.Context // ends when the database is about to be closed
	cut   context.CancelFunc
	users sync.WaitGroup
}

// errNotOpen answers questions while there is no database.
var errNotOpen = &Error{Unavailable, errors.New("the history is not open; ask again later")}

// lend returns the database for a while; the caller ends that with users.Done.
func (s *Store) lend() (*lease, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lease == nil {
		return nil, errNotOpen
	}
	s.lease.users.Add(1)
	return s.lease, nil
}

// WaitReady waits until the history can be asked for the first time. It returns false when ctx ends before.
func (s *Store) WaitReady(ctx context.Context) bool {
	select {
	case <-s.ready:
		return true
	case <-ctx.Done():
		return false
	}
}

// Engine is the engine for queries.
func (s *Store) Engine() *promql.Engine { return s.engine }

// Querier opens the database for rules; it is closed by its reader.
func (s *Store) Querier(from, to int64) (storage.Querier, error) {
	l, err := s.lend()
	if err != nil {
		return nil, err
	}
	q, err := l.db.Querier(from, to)
	if err != nil {
		l.users.Done()
		return nil, err
	}
	return &lentQuerier{Querier: q, done: l.users.Done}, nil
}

type lentQuerier struct {
	storage.Querier
	once sync.Once
	done func()
}

// Close gives the database back.
func (q *lentQuerier) Close() error {
	defer q.once.Do(q.done)
	return q.Querier.Close()
}

// Appender opens the database for what rules record.
func (s *Store) Appender(ctx context.Context) storage.Appender {
	l, err := s.lend()
	if err != nil {
		return noAppender{}
	}
	return &lentAppender{Appender: l.db.Appender(ctx), done: l.users.Done}
}

type lentAppender struct {
	storage.Appender
	once sync.Once
	done func()
}

// Commit stores what was appended and gives the database back.
func (a *lentAppender) Commit() error {
	defer a.once.Do(a.done)
	return a.Appender.Commit()
}

// Rollback forgets what was appended and gives the database back.
func (a *lentAppender) Rollback() error {
	defer a.once.Do(a.done)
	return a.Appender.Rollback()
}
