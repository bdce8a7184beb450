package proxy

import (
	"crypto/tls"
	"sync/atomic"
	"time"

	"metergate/internal/conf"
	"metergate/internal/http1"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// A Frontend is where clients come in: the listening half of a proxy.
type Frontend struct {
	*Proxy
	Set       *metric.Set
	Listeners []*Listener
	Default   *Backend
	Switches  []Switch
	Monitor   Monitor
	Forced    []*sample.Cond // force-be-switch
	Timeouts  ClientTimeouts
	Options   FrontendOptions
	Delays    Delays
	// UniqueIDHeader is the field in which servers are told the name of a request, lower case; empty for none.
	UniqueIDHeader string
	// Captures are what is kept of each request and of each response for the log.
	Captures [2][]Capture
	// CookieCapture is the cookie that is kept for the log, nil for none; its Header is how the name begins.
	CookieCapture *Capture
	// Recorded are the names of the fields that the flight recorder keeps, lower case.
	Recorded []string
	// Gate bounds the connections served at once (maxconn); more wait in the kernel's backlog.
	Gate *netio.Gate
	// RateLimit is the sessions per second of `rate-limit sessions`, 0 for none.
	RateLimit int
	Backlog   int

	gateway    *Gateway
	codec      http1.Options
	ident      metric.Ident
	bindings   []*binding // the TLS of its bind lines
	flows      []flow     // ledgers of the audit, one a loop
	audits     audits
	state      atomic.Uint32
	steps      stepSet
	logsServer bool           // its log shows an end of the connection to the server
	record     *sample.Format // makes the records that recorders take
	recorders  []func(record []byte)
	// throttled is true while accepting is stopped for rate-limit sessions.
	throttled atomic.Bool
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
	Client, ClientFin, Handshake, HTTPRequest, KeepAlive, Tarpit time.Duration
}

// A Monitor is `monitor-uri` and the conditions under which it answers 503.
type Monitor struct {
	URI  string
	Fail []*sample.Cond
}

// A Listener is one address of a frontend's bind lines.
type Listener struct {
	Front *Frontend
	Name  string
	GUID  string // empty without
	ID    int
	Addr  conf.Addr
	Bag   *conf.Bag
	Pos   conf.Pos
	// Set is filled only under `option socket-stats`; it is nil without.
	Set *metric.Set
	// Gate bounds the connections of this address (maxconn of the bind line).
	Gate *netio.Gate
	open atomic.Int64 // connections to this address
	// TLS says how its connections are encrypted, nil that they are not.
	TLS *tls.Config

	// socket is nil until the gateway listens; connections may be there before its other listeners are.
	socket atomic.Pointer[netio.Listener]
	bound  *netio.Bound // between Bind and Serve
	ident  metric.Ident
}

// Maxconn returns the limit of connections served at once: its own, else that of the process.
func (f *Frontend) Maxconn() int {
	if n := f.Gate.Limit(); n > 0 {
		return n
	}
	return f.gateway.Global.Gate.Limit()
}

// Socket returns what the address listens on, nil until the gateway listens.
func (l *Listener) Socket() *netio.Listener { return l.socket.Load() }

// sockets calls f for every address that listens.
func (f *Frontend) sockets(do func(*netio.Listener)) {
	for _, l := range f.Listeners {
		if s := l.Socket(); s != nil {
			do(s)
		}
	}
}
