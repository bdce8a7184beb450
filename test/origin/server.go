package origin

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"syscall"
	"time"

	"metergate/test/port"
)

// Server is a running origin. Its methods may be called from any goroutine.
type Server struct {
	addr string
	book book

	mu    sync.Mutex // guards the fields below
	ln    net.Listener
	paths map[string]string
	conns map[net.Conn]bool
	quit  chan struct{} // closed by Stop; ends every delay
	gate  chan struct{} // closed by Release; ends every hold

	wg sync.WaitGroup
}

// Start listens on addr and serves. Port 0 stands for a free one, which stays the origin's own while it is stopped.
func Start(addr string) (*Server, error) {
	if host, found := strings.CutSuffix(addr, ":0"); found {
		n, err := port.Free()
		if err != nil {
			return nil, err
		}
		addr = fmt.Sprintf("%s:%d", host, n)
	}
	s := &Server{addr: addr, paths: map[string]string{}, conns: map[net.Conn]bool{}, gate: make(chan struct{})}
	if err := s.Restart(); err != nil {
		return nil, err
	}
	return s, nil
}

// Addr is the address that the origin listens on, or did before Stop.
func (s *Server) Addr() string { return s.addr }

// Ledger is a copy of what was received and sent so far.
func (s *Server) Ledger() Ledger { return s.book.copy() }

// Set fixes the behaviour of requests for path that have no query of their own.
func (s *Server) Set(path, behaviour string) error {
	if _, err := ParseBehaviour(behaviour); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paths[path] = behaviour
	return nil
}

// Restart listens again, on the same address, after Stop. The ledger goes on.
func (s *Server) Restart() error {
	ln, err := listen(s.addr)
	if err != nil {
		return fmt.Errorf("cannot start origin: %w", err)
	}
	s.mu.Lock()
	s.ln, s.quit = ln, make(chan struct{})
	quit := s.quit
	s.mu.Unlock()
	s.wg.Go(func() { s.accept(ln, quit) })
	return nil
}

// listen waits, within reason, until the address is free: a program that was just being started when the origin stopped
// has a copy of its socket for a moment.
func listen(addr string) (net.Listener, error) {
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		ln, err := net.Listen("tcp", addr)
		if !errors.Is(err, syscall.EADDRINUSE) || time.Now().After(end) {
			return ln, err
		}
	}
}

// Stop closes the listening socket and every connection: the port refuses afterwards.
func (s *Server) Stop() {
	s.mu.Lock()
	if s.ln != nil {
		close(s.quit)
		s.ln.Close()
		s.ln = nil
	}
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
}

// Release lets the answers go out that are held now.
func (s *Server) Release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.gate)
	s.gate = make(chan struct{})
	s.book.released()
}

func (s *Server) accept(ln net.Listener, quit chan struct{}) {
	for {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		stopped := s.ln != ln
		if !stopped {
			s.conns[c] = true
			s.wg.Go(func() { s.serve(c.(*net.TCPConn), quit) })
		}
		s.mu.Unlock()
		if stopped {
			c.Close()
			return
		}
	}
}

func (s *Server) serve(tcp *net.TCPConn, quit chan struct{}) {
	c := newConn(s, tcp, quit)
	defer func() {
		tcp.Close()
		s.mu.Lock()
		delete(s.conns, tcp)
		s.mu.Unlock()
		s.book.closed()
	}()
	for c.exchange() {
	}
}

// hold waits for the next Release, or until the origin stops (false).
func (c *conn) hold() bool {
	c.s.mu.Lock()
	gate := c.s.gate
	c.s.book.held()
	c.s.mu.Unlock()
	select {
	case <-gate:
		return true
	case <-c.quit:
		return false
	}
}

// sleep waits for d, or until the origin stops (false).
func (c *conn) sleep(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-c.quit:
		return false
	}
}
