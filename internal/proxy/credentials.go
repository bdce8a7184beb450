package proxy

import (
	"sync"

	"metergate/internal/cert"
)

// Credentials are the certificates of a gateway, the lists that name them, and the addresses that show them.
//
//	Store ◀── CrtList ◀── binding ── refresh ──▶ certTable ◀── handshakes
//
// Changes hold the lock and end with refresh; handshakes read the table of their binding, which never changes.
type Credentials struct {
	Store *cert.Store

	mu       sync.Mutex
	lists    map[string]*CrtList
	bindings []*binding
}

func newCredentials() *Credentials {
	return &Credentials{Store: &cert.Store{}, lists: map[string]*CrtList{}}
}

// Refresh puts what the store and the lists hold now in force, for the handshakes that begin from now on.
func (cr *Credentials) Refresh() {
	cr.mu.Lock()
	defer cr.mu.Unlock()
	cr.refresh()
}

// refresh is Refresh under the lock.
func (cr *Credentials) refresh() {
	for _, b := range cr.bindings {
		b.refresh()
	}
}
