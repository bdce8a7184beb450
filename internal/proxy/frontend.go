package proxy

import (
	"sync/atomic"
	"time"

	"metergate/internal/metric"
)

// A Frontend is where clients come in: the listening half of a proxy.
type Frontend struct {
	*Proxy
	Set       *metric.Set
	Listeners []*Listener
	Default   *Backend
	Switches  []Switch
	Timeouts  ClientTimeouts
	Options   FrontendOptions
	// Maxconn bounds the connections served at once; more wait in the kernel's backlog.
	Maxconn atomic.Int64
	// RateLimit is the sessions per second of `rate-limit sessions`, 0 for none.
	RateLimit int

	state atomic.Uint32
}

// FrontendState is what the column status of a frontend shows.
type FrontendState uint32

// The states of a frontend.
const (
	FrontendOpen FrontendState = iota
	FrontendPaused
	FrontendStopped
)

var frontendStates = [...]string{"OPEN", "PAUSED", "STOP"}

// String returns the word of the column status.
func (s FrontendState) String() string { return frontendStates[s] }

// State returns whether the frontend serves. Any goroutine may ask.
func (f *Frontend) State() FrontendState { return FrontendState(f.state.Load()) }

// ClientTimeouts bounds what a client may take; 0 is no limit.
type ClientTimeouts struct {
	Client, ClientFin, HTTPRequest, KeepAlive, Tarpit time.Duration
}

// A Listener is one address of a frontend's bind lines.
type Listener struct {
	Front *Frontend
	Name  string
	ID    int
	// Set is filled only under `option socket-stats`; it is nil without.
	Set *metric.Set
	// Maxconn bounds the connections of this address, 0 for no limit of its own.
	Maxconn int
}
