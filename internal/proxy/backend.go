package proxy

import (
	"sync/atomic"
	"time"

	"metergate/internal/metric"
	"metergate/internal/netio"
)

// A Backend is a set of servers that can do the same work: the connecting half of a proxy.
type Backend struct {
	*Proxy
	Set      *metric.Set
	Timeouts ServerTimeouts
	Options  BackendOptions
	Retry    RetryPolicy
	Algo     string
	// Fullconn is the load at which a server's dynamic limit reaches its maxconn.
	Fullconn int
	// Cookie is the name of the persistence cookie, empty without.
	Cookie string

	home    *netio.Loop
	servers atomic.Pointer[[]*Server]
	// since is the clock (ns) of the last change between UP and DOWN; down adds the time spent down before it.
	since, down atomic.Int64
	up          atomic.Bool
}

// ServerTimeouts bounds what the backend's servers may take; 0 is no limit.
type ServerTimeouts struct {
	Connect, Server, ServerFin, Queue, Tunnel, Check, Tarpit, HTTPRequest, KeepAlive time.Duration
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

// Do runs f on the backend's home loop, the only place where the state of its servers changes. It returns at once;
// false means that the loop has ended and f will not run.
func (b *Backend) Do(f func()) bool { return b.home.Post(f) }
