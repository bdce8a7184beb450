package origin

import (
	"fmt"
	"net"
	"sync"
	"time"
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

	wg sync.WaitGroup
}

// Start listens on addr ("127.0.0.1:0" for a free port) and serves.
func Start(addr string) (*Server, error) {
	s := &Server{addr: addr, paths: map[string]string{}, conns: map[net.Conn]bool{}}
	if err := s.Restart(); err != nil {
		return nil, err
	}
	s.addr = s.ln.Addr().String()
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
	ln, err := net.Listen("tcp", s.addr)
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
