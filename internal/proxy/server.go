package proxy

import (
	"sync/atomic"

	"metergate/internal/balance"
	"metergate/internal/check"
	"metergate/internal/conf"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// A Server is one origin of a backend. What traffic and operators change of it is atomic; the rest is fixed.
type Server struct {
	Back   *Backend
	Name   string
	GUID   string // empty without
	ID     int
	Bag    *conf.Bag
	Pos    conf.Pos
	Backup bool
	// InitialWeight is the weight of the configuration, 0..256.
	InitialWeight int
	// HashKey is by what a consistent hash places the server.
	HashKey balance.HashKey
	// Minconn is where the limit starts while the backend's load is low, 0 for a fixed limit.
	Minconn int
	// Maxqueue bounds the requests that wait for this very server, 0 for no bound.
	Maxqueue int
	// Redir is the prefix of the place to which clients that read only are sent, empty for none.
	Redir string
	// Strict is strict-maxconn: idle connections count against maxconn too.
	Strict  bool
	Pool    PoolLimits
	Check   CheckPlan
	Observe Observation
	// Protocol is what is spoken to the server, empty where TLS settles it.
	Protocol protocol
	// TLS says how connections to the server are encrypted, nil that they are not.
	TLS *ServerTLS
	// Proxy is the PROXY header that its connections begin with, nil for none.
	Proxy *ProxyOut
	// Revision counts the servers that had the same number before this one.
	Revision uint32
	Set      *metric.Set
	// Slots admits requests up to the server's maxconn and queues those that only this server may serve.
	Slots *netio.Slots

	ident    metric.Ident
	index    int           // its seat in the backend, which is its Candidate.Index
	dynamic  bool          // added at run time
	named    atomic.Bool   // a rule of the configuration names it
	nonStick bool          // no table remembers it
	health   *check.Health // that of the tracked server, when there is one
	tracked  *Server
	followed []*Server    // those that track this one
	poolName *sample.Expr // of pool-conn-name, nil for none
	addr     atomic.Pointer[netio.Addr]
	mapped   atomic.Bool // its port is the client's, moved by offset
	offset   int
	source   *Source // nil for whatever the system chooses
	opts     netio.DialOpts
	socks    netio.Addr             // of the SOCKS4 proxy on the way to it; zero without
	booked   atomic.Int64           // connections, of a server with strict-maxconn
	admin    atomic.Uint32          // of Admin
	moves    atomic.Uint32          // how often its address or its encryption was changed
	weight   atomic.Int32           // what the operator or the agent asked for, 0..256
	warm     atomic.Int32           // sixteenths of the weight in force, check.RampScale when warm
	maxconn  atomic.Int32           // 0 for no limit
	cookie   atomic.Pointer[string] // its name in persistence cookies, nil for none
	since    atomic.Int64           // clock (ns) of the last change of state
	down     atomic.Int64           // ns spent down before it
	host     atomic.Pointer[string] // the name in its address, empty for a number
	finder   *finder                // nil for a server that is not asked for
	cause    string                 // of the maintenance that begins; of the home loop
	lastUse  atomic.Int64           // clock (ns) of the last stream given to it, 0 for never
	runners  runners
	pools    []pool        // one a loop
	idle     atomic.Int64  // connections in the pools
	served   atomic.Uint64 // requests that left the server's own queue with a slot
}

// PoolLimits bound the idle connections to a server.
type PoolLimits struct {
	Max      int // -1 for no bound
	MaxReuse int // -1 for no bound
	Purge    int64
}

// Admin is the set of reasons why an operator, the configuration or another server keeps a server away from
// traffic, with the bits of `show servers state`.
type Admin uint32

// The administrative reasons.
const (
	AdminForcedMaint     Admin = 1 << iota // set server state maint, disable server
	AdminInheritedMaint                    // the tracked server is in maintenance
	AdminConfiguredMaint                   // `disabled` in the configuration, for state files: it came with AdminForcedMaint
	AdminForcedDrain                       // set server state drain
	AdminInheritedDrain                    // the tracked server drains
	AdminNoAddress                         // no address known yet
	AdminRenamed                           // the name was set at run time

	AdminMaint = AdminForcedMaint | AdminInheritedMaint | AdminNoAddress
	AdminDrain = AdminForcedDrain | AdminInheritedDrain
)

// Admin returns why the server is kept away from traffic now. Any goroutine may ask, as of all that follow here.
func (s *Server) Admin() Admin { return Admin(s.admin.Load()) }

// View returns the picture of the server's health: that of the tracked server, when there is one.
func (s *Server) View() *check.View { return s.health.View() }

// Op returns the operational state; a server in maintenance is stopped.
func (s *Server) Op() check.Op {
	if s.Admin()&AdminMaint != 0 {
		return check.Stopped
	}
	return s.View().Op
}

// Up reports whether the server may finish what it has begun.
func (s *Server) Up() bool { return s.Op() != check.Stopped }

// Usable reports whether new work may be given to the server.
func (s *Server) Usable() bool {
	op := s.Op()
	return (op == check.Running || op == check.Starting) && s.Admin()&AdminDrain == 0 && s.weight.Load() > 0
}

// Addr returns where the server is reached now.
func (s *Server) Addr() netio.Addr {
	if a := s.addr.Load(); a != nil {
		return *a
	}
	return netio.Addr{}
}

// Tracked returns the server whose health this one follows, or nil.
func (s *Server) Tracked() *Server { return s.tracked }

// UserWeight returns the weight that was asked for, 0..256.
func (s *Server) UserWeight() int { return int(s.weight.Load()) }

// Weight returns the weight in force on the scale of the configuration: less than asked for while the server warms up,
// rounded up. It says nothing of whether the server is given work: one that drains keeps its weight.
func (s *Server) Weight() int {
	return (int(s.weight.Load())*int(s.warm.Load()) + check.RampScale - 1) / check.RampScale
}

// Throttle returns the percentage of its weight that a server which warms up has, and whether it does.
func (s *Server) Throttle() (percent int, on bool) {
	warm := int(s.warm.Load())
	return 100 * warm / check.RampScale, s.Op() == check.Starting
}

// Maxconn returns the limit of requests worked on at once, 0 for none.
func (s *Server) Maxconn() int { return int(s.maxconn.Load()) }

// Since returns the clock (ns) of the last change of state.
func (s *Server) Since() int64 { return s.since.Load() }

// Downtime returns the ns spent down until the clock now.
func (s *Server) Downtime(now int64) int64 {
	down := s.down.Load()
	if !s.Up() {
		down += max(now-s.since.Load(), 0)
	}
	return down
}

// LastUse returns the clock (ns) of the last stream given to the server, 0 for never.
func (s *Server) LastUse() int64 { return s.lastUse.Load() }

// FullName returns `backend/server`.
func (s *Server) FullName() string { return s.Back.Name + "/" + s.Name }
