package history

import (
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"

	"metergate/internal/export"
)

// Options are what a Store needs of the rest of the program.
type Options struct {
	// Walk returns a look at all metrics, now.
	Walk func() *export.Walk
	// Instance is the label instance where the configuration has none.
	Instance string
	// Permit runs f when there is a processor for long work, and waits for its end. nil runs it at once.
	Permit func(f func())
	// Tell tells the operator of what happened to the history, with a syslog level. It does not wait.
	Tell func(severity int, line string)
	// Version is shown as that of the program.
	Version string
}

// A Store is the history of one gateway. All methods may be called from any goroutine.
type Store struct {
	// Events are what happened to the gateway. They are there from the beginning.
	Events *Events

	c      *Config
	o      Options
	dir    string
	engine *promql.Engine
	partly *promql.Engine // for parts of a query

	mu    sync.Mutex // guards lease
	lease *lease     // nil while the database is not open
	ready chan struct{}

	held atomic.Int64 // bytes of answers that are being sent

	keeper   // what the keeper's goroutine knows
	troubles struct {
		sync.Mutex
		told string // what keeps ticks from being written
	}

	opened  chan opening
	suspect chan struct{} // a question found a chunk that cannot be read; holds one
	reports chan report
	wanted  chan *successor
	stop    chan struct{}
	quit    chan struct{}
	done    chan struct{}
	once    struct{ stop, quit, ready sync.Once }
	others  sync.WaitGroup
}

// A keeper is what a store knows while it keeps the history, on one goroutine.
type keeper struct {
	owner    *owner // of the directory; nil before it is ours and after it was given away
	begun    time.Time
	cache    *cache
	latest   []sample // of the last tick
	spare    []sample // memory for the next
	lastTick int64
	backlog  []tick
	waiting  int              // samples in the backlog
	stopping bool             // the gateway takes no new clients
	marks    map[*series]mark // what was written or reported; nil unless the directory was given away
	opening  bool             // an attempt is being made
	retryAt  time.Time        // the next one
	combed   time.Time        // when all blocks were read
	retry    time.Duration
}

// A tick is one reading of all metrics.
type tick struct {
	at       int64 // ms since 1970
	samples  []sample
	examples []example
}

// maxBacklog bounds the samples that wait for the database, of 24 bytes each.
const maxBacklog = 4 << 20

// New returns the history that a section describes. Nothing is opened yet.
func New(c *Config, o Options) *Store {
	if o.Permit == nil {
		o.Permit = func(f func()) { f() }
	}
	if o.Tell == nil {
		o.Tell = func(int, string) {}
	}
	s := &Store{
		Events: newEvents(), c: c, o: o, dir: c.Path, engine: newEngine(c, c.Limits.Samples), partly: newEngine(c, c.Limits.Samples/mostParts),
		ready: make(chan struct{}), opened: make(chan opening), suspect: make(chan struct{}, 1), reports: make(chan report), wanted: make(chan *successor),
		stop: make(chan struct{}), quit: make(chan struct{}), done: make(chan struct{}),
	}
	s.cache = newCache(s.base())
	return s
}

// base are the labels of all series.
func (s *Store) base() []labels.Label {
	all := []labels.Label{{Name: "job", Value: "haproxy"}, {Name: "instance", Value: s.o.Instance}}
	for _, l := range s.c.Labels {
		i := slices.IndexFunc(all, func(b labels.Label) bool { return b.Name == l.Name })
		if i < 0 {
			i, all = len(all), append(all, labels.Label{Name: l.Name})
		}
		all[i].Value = l.Value
	}
	return all
}

// Prepare makes the directory, for the user and group that the process will have (-1 for those it has), and finds its
// name below the root directory that it will have (empty for the present one).
func (s *Store) Prepare(uid, gid int, root string) error {
	inside, err := below(s.c.Path, root)
	if err != nil {
		return err
	}
	if len(inside) > maxPath {
		return fmt.Errorf("cannot keep the history in %s: the path is longer than %d bytes", s.c.Path, maxPath)
	}
	if err := os.MkdirAll(s.c.Path, 0o750); err != nil {
		return fmt.Errorf("cannot make the directory of the history: %w", err)
	}
	s.dir = inside
	return own(s.c.Path, uid, gid)
}

// Start begins to keep the history: the database is opened in the background.
func (s *Store) Start() {
	s.others.Add(1)
	go s.tellEvents()
	go s.keep()
}

// Stop says that the gateway takes no new clients: if a newer process waits for the directory, or whenever one comes,
// it gets it.
func (s *Store) Stop() { s.once.stop.Do(func() { close(s.stop) }) }

// Close writes a last tick and closes the database. Start has been called.
func (s *Store) Close() {
	s.once.quit.Do(func() { close(s.quit) })
	<-s.done
	s.others.Wait()
}

// tellEvents hands events on, one after the other.
func (s *Store) tellEvents() {
	defer s.others.Done()
	for {
		select {
		case e := <-s.Events.in:
			if err := s.Events.take(e); err != nil {
				s.trouble(err.Error())
			}
		case <-s.done:
			for len(s.Events.in) > 0 {
				s.Events.take(<-s.Events.in)
			}
			s.Events.close()
			return
		}
	}
}

// Interval is the time between two ticks.
func (s *Store) Interval() time.Duration { return s.c.Interval }

// say tells the operator and keeps it as an event.
func (s *Store) say(severity int, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	s.o.Tell(severity, "history: "+text)
	s.Events.Add(Event{Kind: EventHistory, Severity: severity, Text: text})
}
