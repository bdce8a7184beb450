package netio

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"sync"
	"syscall"
)

// Sim is a network in memory, for tests that run in a testing/synctest bubble. Its seed decides the order of completions, the
// sizes of reads and writes, and the faults; with one loop, and clients and servers that are tasks of it, a run is repeatable.
// Package simtest runs tests over many seeds.
type Sim struct {
	// Resets and Cancels are the chances, in 1/10,000 a completion, of a connection being reset and of some task being
	// cancelled. Set them before Start.
	Resets, Cancels int

	mu        sync.Mutex // of all below, the sockets included
	rnd       *rand.Rand
	listeners map[Addr]*simListener
	sockets   map[int32]*simSocket // by descriptor, which is negative so that no system call takes it for a real one
	last      int32
}

// simListener is a listening address.
type simListener struct {
	ln      *Listener
	backlog []*simSocket
}

// simSocket is one end of a connection.
type simSocket struct {
	fd        int32
	peer      *simSocket
	p         *simPoller // whose loop it belongs to; nil while it waits in a backlog
	addr      Addr
	rx        []byte // arrived, not yet received
	fin       bool   // the peer ended its output
	reset     bool
	closed    bool
	dialing   *Addr
	c         *Conn
	receiving bool // a receive is armed
}

// simWindow is how many bytes may be under way to a socket.
const simWindow = 64 << 10

// NewSim makes a network without faults.
func NewSim(seed uint64) *Sim {
	return &Sim{
		rnd:       rand.New(rand.NewPCG(seed, 1)),
		listeners: make(map[Addr]*simListener),
		sockets:   make(map[int32]*simSocket),
		last:      -1000,
	}
}

func (s *Sim) newPoller() poller { return &simPoller{sim: s, rouse: make(chan struct{}, 1)} }

// Leaks lists sockets that were never closed; empty when there are none.
func (s *Sim) Leaks() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sockets) == 0 {
		return ""
	}
	return fmt.Sprintf("%d sockets", len(s.sockets))
}

// listen makes a listener; port 0 is given a free number.
func (s *Sim) listen(g *Group, a Addr, o ListenOpts, serve func(*Task, *Conn)) (*Listener, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !a.IsUnix() && a.Port() == 0 {
		s.last--
		a.AddrPort = netip.AddrPortFrom(a.Addr(), uint16(10_000-s.last))
	}
	if s.listeners[a] != nil {
		return nil, &OpError{"listen on", a, syscall.EADDRINUSE}
	}
	s.last--
	ln := &Listener{group: g, opts: o, fd: int(s.last), addr: a, serve: serve}
	ln.freed = func() { s.unlisten(a) }
	s.listeners[a] = &simListener{ln: ln}
	ln.start()
	return ln, nil
}

// unlisten resets who still waits in the backlog.
func (s *Sim) unlisten(a Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.listeners[a].backlog {
		s.kill(k)
		delete(s.sockets, k.fd)
	}
	delete(s.listeners, a)
}

// socket makes one end of a connection.
func (s *Sim) socket(p *simPoller) *simSocket {
	s.last--
	k := &simSocket{fd: s.last, p: p}
	s.sockets[k.fd] = k
	return k
}

// link connects k to a listener's backlog.
func (s *Sim) link(k *simSocket, to *simListener) {
	peer := s.socket(nil)
	k.peer, peer.peer = peer, k
	k.addr = IPAddr(netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(20_000-k.fd)))
	peer.addr = to.ln.addr
	to.backlog = append(to.backlog, peer)
	for _, a := range to.ln.acceptors {
		a.l.poller.wake()
	}
}

// kill resets both ends.
func (s *Sim) kill(k *simSocket) {
	k.reset, k.rx = true, nil
	if k.peer != nil {
		k.peer.reset, k.peer.rx = true, nil
		k.peer.stir()
	}
}

// stir has the loop of a socket look at it.
func (k *simSocket) stir() {
	if k.p != nil {
		k.p.wake()
	}
}

// chance is true in n of 10,000 cases.
func (s *Sim) chance(n int) bool { return n > 0 && s.rnd.IntN(10_000) < n }

// part is how many of n bytes go at once: mostly all, often few.
func (s *Sim) part(n int) int {
	if n <= 1 || s.rnd.IntN(2) == 0 {
		return n
	}
	return 1 + s.rnd.IntN(n)
}
