package history

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/util/annotations"
)

// A Question is put to a store: an Instant, Range, Series, LabelNames, LabelValues, Exemplars, Metadata, Format or Happened.
type Question interface {
	answer(ctx context.Context, s *Store) (*Answer, error)
}

// An Answer is what a question found. It is closed when it was written.
type Answer struct {
	// Warnings and Infos are remarks on the question, for whoever asked.
	Warnings, Infos []string

	write func(w *jsonWriter)
	size  int64 // in memory, about
	most  int64 // bytes as JSON that it cannot exceed; 0 when that is not known
	close func()
	store *Store
}

// Close gives back what the answer holds.
func (a *Answer) Close() {
	if a.close != nil {
		a.close()
		a.close = nil
	}
	if a.store != nil {
		a.store.held.Add(-a.size)
		a.store = nil
	}
}

// WriteJSON writes the answer as the member data of Prometheus's API, in chunks.
func (a *Answer) WriteJSON(w io.Writer) error {
	out := &jsonWriter{w: w}
	a.write(out)
	out.flush()
	return out.err
}

// tooLong reports whether WriteJSON would write more than limit bytes.
func (a *Answer) tooLong(limit int64) bool {
	if a.size <= limit/100 || a.most > 0 && a.most <= limit {
		return false
	}
	return a.length(limit) > limit
}

// length returns how many bytes WriteJSON would write, or more than limit when they are more.
func (a *Answer) length(limit int64) int64 {
	c := &counter{limit: limit}
	a.WriteJSON(c)
	return c.n
}

// A counter counts bytes up to a limit.
type counter struct{ n, limit int64 }

// Write fails above the limit.
func (c *counter) Write(p []byte) (int, error) {
	if c.n += int64(len(p)); c.n > c.limit {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

// ErrorKind is the word of Prometheus's API for why there is no answer.
type ErrorKind string

// The kinds of errors.
const (
	BadData     ErrorKind = "bad_data"    // the question cannot be understood, or asks for too much
	Execution   ErrorKind = "execution"   // it has no answer
	Timeout     ErrorKind = "timeout"     // it takes too long
	Canceled    ErrorKind = "canceled"    // nobody waits for the answer
	Internal    ErrorKind = "internal"    // the database cannot be read
	Unavailable ErrorKind = "unavailable" // it cannot be asked now
)

// An Error says why there is no answer.
type Error struct {
	Kind ErrorKind
	Err  error
}

// Error returns the text for whoever asked.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func badData(err error) error { return &Error{BadData, err} }

// errorOf finds the kind of an error of the engine or the database.
func errorOf(err error) error {
	var canceled promql.ErrQueryCanceled
	var timeout promql.ErrQueryTimeout
	var broken promql.ErrStorage
	var own *Error
	switch {
	case err == nil || errors.As(err, &own):
		return err
	case errors.As(err, &canceled), errors.Is(err, context.Canceled):
		return &Error{Canceled, err}
	case errors.As(err, &timeout), errors.Is(err, context.DeadlineExceeded):
		return &Error{Timeout, err}
	case errors.As(err, &broken):
		return &Error{Internal, err}
	}
	return &Error{Execution, err}
}

// maxHeld bounds the memory of all answers that are being sent.
const maxHeld = 256 << 20

// Ask answers a question, within the limits of the configuration. Errors are of type *Error.
func (s *Store) Ask(ctx context.Context, q Question) (*Answer, error) {
	a, err := q.answer(ctx, s)
	if err != nil {
		return nil, errorOf(err)
	}
	if a.tooLong(s.c.Limits.Response) {
		a.Close()
		return nil, &Error{Execution, errors.New("the answer is longer than query-max-response; ask for less")}
	}
	a.store = s
	if s.held.Add(a.size) > maxHeld {
		a.Close()
		return nil, &Error{Unavailable, errors.New("too many answers are being sent; ask again later")}
	}
	return a, nil
}

// reading runs f on the open database, with a context that ends with it or with the time for a question.
func (s *Store) reading(ctx context.Context, timeout time.Duration, f func(ctx context.Context, db *tsdb.DB) error) error {
	l, err := s.lend()
	if err != nil {
		return err
	}
	defer l.users.Done()
	if timeout <= 0 || timeout > s.c.Limits.Time {
		timeout = s.c.Limits.Time
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	defer context.AfterFunc(l.life, cancel)()
	return s.noted(f(ctx, l.db))
}

// noted has the blocks looked through when a question could not read a chunk, so that a later one finds the rest.
func (s *Store) noted(err error) error {
	if err == nil || !spoiled(err) {
		return err
	}
	select {
	case s.suspect <- struct{}{}:
	default: // they are being looked through
	}
	return &Error{Unavailable, fmt.Errorf("a part of the history cannot be read and is set aside; ask again later: %w", err)}
}

// newEngine returns an engine for queries that may hold so many samples.
func newEngine(c *Config, samples int) *promql.Engine {
	return promql.NewEngine(promql.EngineOpts{
		MaxSamples: samples, Timeout: c.Limits.Time, EnableAtModifier: true, EnableNegativeOffset: true,
		NoStepSubqueryIntervalFn: func(int64) int64 { return time.Minute.Milliseconds() }, Parser: newParser(),
	})
}

func newParser() parser.Parser { return parser.NewParser(parser.Options{}) }

// remarks splits what the engine remarked.
func remarks(a *Answer, notes annotations.Annotations, query string) *Answer {
	warnings, infos := notes.AsStrings(query, 10, 10)
	a.Warnings, a.Infos = append(a.Warnings, warnings...), append(a.Infos, infos...)
	return a
}
