package proxy

import (
	"sync/atomic"
	"time"

	"metergate/internal/balance"
	"metergate/internal/check"
	"metergate/internal/cookie"
	"metergate/internal/http1"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// A Backend is a set of servers that can do the same work: the connecting half of a proxy.
type Backend struct {
	*Proxy
	Set      *metric.Set
	Timeouts ServerTimeouts
	Options  BackendOptions
	// Choices are the use-server lines.
	Choices []direction
	// Sticks are the stick lines about requests, and LateSticks those about responses.
	Sticks, LateSticks []stickRule

	// named is true when a rule of the configuration or an argument in it names the backend: it cannot be removed.
	named atomic.Bool
	// lists are the patterns that stand in its conditions, when it was added at run time.
	lists []*sample.List
	// unpublished closes the backend to use_backend and default_backend lines.
	unpublished atomic.Bool

	Delays Delays
	Retry  RetryPolicy
	Method *balance.Method
	// Fullconn is the load at which a server's dynamic limit reaches its maxconn.
	Fullconn int
	// Cookie is the line of the persistence cookie, nil without.
	Cookie *cookie.Policy
	// Persist are the lines force-persist and ignore-persist.
	Persist []persistRule
	// Queue holds the requests that any of the servers may serve.
	Queue *netio.SlotQueue

	gateway *Gateway
	codec   http1.Options
	ident   metric.Ident
	home    *netio.Loop
	lanes   []backLane // one a loop
	works   []work     // ledgers of the audit, one a loop
	audits  audits
	keyExpr *sample.Expr // what `balance hash` hashes
	plan    *check.Plan  // of its servers' checks; nil when it is wrong
	servers atomic.Pointer[[]*Server]
	seats   atomic.Pointer[seats]
	retired map[int]uint32 // by number, how many servers had it that were removed; home loop
	table   atomic.Pointer[balance.Table]
	served  atomic.Uint64 // requests that left the queue with a slot
	// since is the clock (ns) of the last change between UP and DOWN; down adds the time spent down before it.
	since, down atomic.Int64
	bereft      bool // it went down, and that has not been told; home loop
	lastUse     atomic.Int64
	bakes       bakery // home loop
}

// ServerTimeouts bounds what the backend's servers may take; 0 is no limit.
type ServerTimeouts struct {
	Connect, Server, ServerFin, Queue, Tunnel, Check, Tarpit time.Duration
	// Request is timeout http-request: how long a body is waited for.
	Request time.Duration
}

// Servers returns the servers as they are now, in the order of the configuration, dynamic ones last. The slice is
// never changed, so it may be kept.
func (b *Backend) Servers() []*Server {
	if s := b.servers.Load(); s != nil {
		return *s
	}
	return nil
}

// Server returns the server of that name, or nil.
func (b *Backend) Server(name string) *Server {
	for _, s := range b.Servers() {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Table returns the servers that may be given work, as the balance method wants them. It is never changed.
func (b *Backend) Table() *balance.Table { return b.table.Load() }

// Up reports whether work can be given to some server; a backend without servers is up as well.
func (b *Backend) Up() bool { return len(b.Servers()) == 0 || b.Table().Weight > 0 }

// Since returns the clock (ns) of the last change between UP and DOWN.
func (b *Backend) Since() int64 { return b.since.Load() }

// Downtime returns the ns spent down until the clock now.
func (b *Backend) Downtime(now int64) int64 {
	down := b.down.Load()
	if !b.Up() {
		down += max(now-b.since.Load(), 0)
	}
	return down
}

// LastUse returns the clock (ns) of the last stream given to a server of the backend, 0 for never.
func (b *Backend) LastUse() int64 { return b.lastUse.Load() }

// Usable counts the servers that may be given work: active ones and backups.
func (b *Backend) Usable() (active, backup int) {
	for _, s := range b.Servers() {
		switch {
		case !s.Usable():
		case s.Backup:
			backup++
		default:
			active++
		}
	}
	return active, backup
}

// Do runs f on the backend's home loop, the only place where the state of its servers changes. It returns at once;
// false means that the loop has ended and f will not run.
func (b *Backend) Do(f func()) bool { return b.home.Post(f) }

// Call is Do that waits for f to have run. It must not be called on a loop.
func (b *Backend) Call(f func()) bool {
	done := make(chan struct{})
	if !b.Do(func() { defer close(done); f() }) {
		return false
	}
	<-done
	return true
}
