package proxy

import (
	"sync/atomic"

	"metergate/internal/conf"
	"metergate/internal/metric"
	"metergate/internal/netio"
)

// A Server is one origin of a backend. What traffic and operators change of it is atomic; the rest is fixed.
type Server struct {
	Back   *Backend
	Name   string
	ID     int
	Bag    *conf.Bag
	Pos    conf.Pos
	Backup bool
	Cookie string
	// InitialWeight is the weight of the configuration, 0..256.
	InitialWeight int
	Set           *metric.Set
	// Slots admits requests up to the server's maxconn and queues those that only this server may serve.
	Slots *netio.Slots

	addr    atomic.Pointer[netio.Addr]
	state   atomic.Pointer[ServerState]
	weight  atomic.Int32 // what the operator asked for, 0..256
	maxconn atomic.Int32 // 0 for no limit
	lastUse atomic.Int64 // clock (ns) of the last stream given to it, 0 for never
	tracked *Server
}

// ServerState is a picture of a server's health and administrative state. It is made on the backend's home loop and
// never changed after, so any goroutine may read it.
type ServerState struct {
	Op    OpState
	Admin Admin
	// Weight is the weight in force, on the scale of the configuration: throttled while the server warms up.
	Weight int
	// Throttle is the percentage in force while the server warms up, 0 when it does not.
	Throttle int
	// Since is the clock (ns) of the last change of state, Down the ns spent down before it.
	Since, Down int64
}

// OpState is the operational state of a server, with the numbers of `show servers state`.
type OpState uint8

// The operational states.
const (
	OpStopped OpState = iota
	OpStarting
	OpRunning
	OpStopping
)

// Admin is the set of reasons why an operator, the configuration or another server keeps a server away from
// traffic, with the bits of `show servers state`.
type Admin uint8

// The administrative reasons.
const (
	AdminForcedMaint     Admin = 1 << iota // set server state maint, disable server
	AdminInheritedMaint                    // the tracked server is in maintenance
	AdminConfiguredMaint                   // `disabled` in the configuration
	AdminForcedDrain                       // set server state drain
	AdminInheritedDrain                    // the tracked server drains
	AdminNoAddress                         // no address known yet
	AdminRenamed                           // the name was set at run time

	AdminMaint = AdminForcedMaint | AdminInheritedMaint | AdminConfiguredMaint | AdminNoAddress
	AdminDrain = AdminForcedDrain | AdminInheritedDrain
)

// State returns the server's present state.
func (s *Server) State() *ServerState { return s.state.Load() }

// Addr returns where the server is reached now.
func (s *Server) Addr() *netio.Addr { return s.addr.Load() }

// Tracked returns the server whose health this one follows, or nil.
func (s *Server) Tracked() *Server { return s.tracked }
