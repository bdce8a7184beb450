package share

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"sync"
	"sync/atomic"
	"time"

	"metergate/internal/netio"
	"metergate/internal/stick"
)

// A Server is one Redis of a store.
type Server struct {
	Name string
	Addr string      // host:port, or the path of a socket
	TLS  *tls.Config // nil for plain TCP
}

// Config is what a store is like.
type Config struct {
	Name   string
	Prefix string // of all keys
	// Servers are tried in this order; the first that answers is used, and left for one before it when that is back.
	Servers        []Server
	User, Password string
	// Sync is the time between two exchanges.
	Sync time.Duration
	// MaxStaleness is for how long what was learned counts as known: after it, what others have in use now does not count, and the
	// store is stale. A process that was silent for so long has nothing in use any more. It also bounds the wait for an answer.
	MaxStaleness time.Duration
}

// A Store shares tables through Redis. Its methods may be called from any goroutine, but not on a loop.
type Store struct {
	Config

	dial  func(context.Context, *Server) (keeper, error) // replaced by tests
	clock func() int64                                   // ms, that of tables
	wall  func() int64                                   // ms since 1970

	tables []*shared
	link   link
	me     identity
	known  roll
	status status

	stop context.CancelFunc
	done sync.WaitGroup
}

// identity is who this process is to the store.
type identity struct {
	id    string
	seq   uint64 // of the last question
	acked uint64 // of the last that was answered
}

// roll is what is known of other processes.
type roll struct {
	version string
	ended   map[string]bool
	lapsed  map[string]bool
}

// shared is a table with how far it was told and learned.
type shared struct {
	name   string
	table  *stick.Table
	told   atomic.Uint64 // the last touch that was told
	cursor string        // the last change that was learned

	again   bool         // everything is to be told again
	lesson  stick.Cursor // how far that is
	entries []stick.Update
	shares  []stick.Share
}

// New makes a store.
func New(cfg Config) *Store {
	s := &Store{
		Config: cfg,
		clock:  func() int64 { return netio.Clock() / 1e6 },
		wall:   func() int64 { return time.Now().UnixMilli() },
		me:     identity{id: newID()},
		known:  roll{ended: map[string]bool{}, lapsed: map[string]bool{}},
	}
	s.status.store, s.status.state, s.status.announce = s, Connecting, func(int, string) {}
	s.status.sums.Dropped = map[Reason]uint64{}
	s.dial = func(ctx context.Context, to *Server) (keeper, error) { return dial(ctx, &s.Config, to, s.patience()) }
	return s
}

// Share has the store share a table, before Start.
func (s *Store) Share(t *stick.Table) {
	c := t.Config()
	s.tables = append(s.tables, &shared{name: c.Name + "/" + c.Type.String(), table: t, cursor: "0"})
	t.SetShift(s.wall() - s.clock()) // until the store tells its time
	t.Watch()
}

// Tables are those that the store shares.
func (s *Store) Tables() (all []*stick.Table) {
	for _, t := range s.tables {
		all = append(all, t.table)
	}
	return all
}

// Start begins to exchange, and has changes of the state announced with a syslog level.
func (s *Store) Start(announce func(severity int, line string)) {
	ctx, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	if announce != nil {
		s.status.announce = announce
	}
	s.status.with(func() { s.status.synced = s.clock() })
	s.done.Go(func() { s.run(ctx) })
}

// lastWords bounds the time that a process takes at its end to tell what it has counted since the last exchange.
const lastWords = 2 * time.Second

// Stop tells what was counted last, if it can at once, and that this process ends. Nothing may count any more.
func (s *Store) Stop() {
	if s.stop != nil {
		s.stop()
		s.done.Wait()
	}
}

// newID makes the name of a process: no other has it.
func newID() string {
	b := make([]byte, 8)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// patience is how long an answer is waited for.
func (s *Store) patience() time.Duration {
	return min(max(s.MaxStaleness, 100*time.Millisecond), 5*time.Second)
}
