package peer

import (
	"crypto/tls"
	"math/rand/v2"
	"sync/atomic"

	"metergate/internal/netio"
	"metergate/internal/stick"
)

// A Section is a peers section: processes that keep tables alike.
type Section struct {
	Name  string
	Local string // the name of this process among them

	peers  []*Peer
	tables []*shared
	loop   *netio.Loop // home

	fresh   bool // it has learned all that others know
	asking  *session
	begun   int64
	ended   bool
	lessons int // being given to a newer process
	live    atomic.Int64
}

// A Peer is one of the processes.
type Peer struct {
	Name string
	Addr netio.Addr
	TLS  *tls.Config // how connections to it are encrypted, nil for those that are not

	session *session
	old     bool     // it wants version 2.0
	partial bool     // it was asked and does not know everything either
	acked   []uint64 // by table, the touch up to which it has learned
	status  int      // of the last hello
	hellos  int
}

// A shared table is one that the section keeps alike.
type shared struct {
	table *stick.Table
	also  *stick.Table // learns servers and tags too, nil for none
	name  string       // on the wire
}

// learnTime is how long somebody is waited for who knows more, and the longest that a peer may be silent; heartbeat is after what
// silence of this side it says that it lives. In ns.
const (
	learnTime = int64(5e9)
	heartbeat = int64(3e9)
)

// The time before a peer is connected to again: between both, so that two do not meet for ever. In ns.
const (
	shortestPause = int64(50e6)
	longestPause  = int64(2050e6)
)

// Add makes a peer known. The one with the local name is this process, whose address a newer process will have. secure is how
// connections to it are encrypted, nil for those that are not.
func (s *Section) Add(name string, addr netio.Addr, secure *tls.Config) {
	s.peers = append(s.peers, &Peer{Name: name, Addr: addr, TLS: secure})
}

// Share has the section keep a table alike, under a name that all of its processes know it by. also, which may be nil, is told of
// servers and tags that others know.
func (s *Section) Share(name string, t, also *stick.Table) {
	t.Watch()
	s.tables = append(s.tables, &shared{table: t, also: also, name: name})
}

// Known tells whether a peer of that name was added.
func (s *Section) Known(name string) bool { return s.peer(name) != nil }

func (s *Section) peer(name string) *Peer {
	for _, p := range s.peers {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Start begins to connect to the others, on the home loop. Any goroutine.
func (s *Section) Start(home *netio.Loop) {
	s.loop = home
	home.Post(func() {
		s.begun = home.Now()
		for _, p := range s.peers {
			p.acked = make([]uint64, len(s.tables))
			if p.Name != s.Local && !p.Addr.IsZero() {
				_ = home.Go("peer "+p.Name, func(t *netio.Task) { s.keep(t, p) })
			}
		}
	})
}

// keep stays connected to a peer until the task is cancelled or the section ends.
func (s *Section) keep(t *netio.Task, p *Peer) {
	for t.Err() == nil && !s.ended {
		if p.session == nil {
			s.call(t, p)
		}
		pause := shortestPause + rand.Int64N(longestPause-shortestPause)
		if t.Sleep(t.Now()+pause) != nil {
			return
		}
	}
}

// call connects to a peer and serves the connection.
func (s *Section) call(t *netio.Task, p *Peer) {
	c, err := p.dial(t, netio.DialOpts{KeepAlive: true}, t.Now()+learnTime)
	if err != nil {
		return
	}
	status, err := s.greet(t, c, p)
	if err == nil {
		p.status = status
	}
	switch {
	case err != nil || status != statusWelcome:
		p.old = p.old || status == statusVersion
		c.Abort()
	case s.ended || p.session != nil: // it has connected to us meanwhile
		c.Close(0)
	default:
		s.session(p, c, !p.old).run(t)
	}
}

// dial connects to a peer, and does the handshake where the connection is encrypted.
func (p *Peer) dial(t *netio.Task, o netio.DialOpts, deadline int64) (*netio.Conn, error) {
	c, err := netio.Dial(t, p.Addr, o, deadline)
	if err != nil || p.TLS == nil {
		return c, err
	}
	if err := netio.ConnectTLS(t, c, p.TLS, deadline); err != nil {
		c.Close(helloTime)
		return nil, err
	}
	return c, nil
}

// Serve is the life of a connection that a peer made. It runs on the home loop.
func (s *Section) Serve(t *netio.Task, c *netio.Conn) {
	if s.ended {
		c.Abort() // nobody is to take this process for the one that takes its place
		return
	}
	p, modern, err := s.welcome(t, c)
	if err != nil || s.ended {
		c.Close(helloTime)
		return
	}
	p.status = statusWelcome
	if p.session != nil {
		p.session.end() // the last one that connects is the one that stays
	}
	s.session(p, c, modern).run(t)
}

// Stop ends the section: a newer process at the local peer's address is told all, then nothing more is said. Any goroutine.
func (s *Section) Stop() {
	s.loop.Post(func() {
		if s.ended {
			return
		}
		s.ended = true
		for _, p := range s.peers {
			if p.session != nil {
				p.session.end()
			}
		}
		if p := s.peer(s.Local); p != nil && !p.Addr.IsZero() && len(s.tables) > 0 {
			s.lessons++
			if s.loop.Go("peer "+p.Name, func(t *netio.Task) { s.teach(t, p) }) != nil {
				s.lessons--
			}
		}
	})
}

// Teaching tells whether a newer process is still being told. Home loop.
func (s *Section) Teaching() bool { return s.lessons > 0 }

// Home is the loop that the section lives on.
func (s *Section) Home() *netio.Loop { return s.loop }

// teach tells a newer process all, once. While this one's own socket is being closed it may be the one that answers: then
// another try follows.
func (s *Section) teach(t *netio.Task, p *Peer) {
	defer func() { s.lessons-- }()
	for until := t.Now() + learnTime; t.Now() < until; {
		c, err := p.dial(t, netio.DialOpts{}, until)
		if err != nil {
			return // nobody is there
		}
		if status, err := s.greet(t, c, p); err == nil && status == statusWelcome {
			k := s.session(p, c, true)
			k.lesson, k.once = true, true
			k.run(t)
			return
		}
		c.Abort()
		if t.Sleep(t.Now()+shortestPause) != nil {
			return
		}
	}
}

// complete tells whether the section knows all that there is to know, or nobody is left to ask.
func (s *Section) complete() bool {
	return s.fresh || s.asking == nil && s.loop.Now() > s.begun+learnTime
}

// ask has a peer that has not been asked yet tell all it knows.
func (s *Section) ask() {
	if s.fresh || s.asking != nil || s.ended {
		return
	}
	for _, p := range s.peers {
		if p.session != nil && !p.partial && p.Name != s.Local {
			s.asking = p.session
			p.session.control(controlAsk)
			return
		}
	}
}
