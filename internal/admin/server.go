package admin

import (
	"bufio"
	"net"
	"sync"
	"time"

	"metergate/internal/conf"
	"metergate/internal/proxy"
)

// A Config is what the Runtime API shows and changes.
type Config struct {
	// Gateway is started already.
	Gateway *proxy.Gateway
	// File is the configuration it was made of: `stats` lines of its section global say where the API is served.
	File *conf.File
	// StartupLogs returns what was printed at the start; nil shows nothing.
	StartupLogs func() []byte
	// HandOver sends the listening sockets of the gateway to the newer process at the other end, which then takes
	// over; nil refuses.
	HandOver func(*net.UnixConn) error
	// Master is set in a master process, which has no gateway.
	Master Master
}

// A Server is the Runtime API of a gateway.
type Server struct {
	Config
	sockets []*Socket
	since   time.Time
	timeout time.Duration
	places  chan struct{} // one for each client served
	heavy   sync.Mutex    // held while an answer is computed, so that only one is at a time

	mu      sync.Mutex
	clients map[net.Conn]bool
	closed  bool
	done    chan struct{}
	wait    sync.WaitGroup
}

// Listen opens the stats sockets of the configuration and serves them. What fails is reported to d. The Server is
// usable without sockets: Serve answers clients that come another way.
func Listen(c Config, d *conf.Diagnostics) *Server {
	s := newServer(c)
	for _, line := range dirSocket.All(c.File.Global.Bag) {
		s.open(line, d)
	}
	s.begin()
	return s
}

func newServer(c Config) *Server {
	global := c.File.Global.Bag
	return &Server{
		Config:  c,
		since:   time.Now(),
		timeout: dirTimeout.In(global),
		places:  make(chan struct{}, dirMaxconn.In(global)),
		clients: map[net.Conn]bool{},
		done:    make(chan struct{}),
	}
}

// begin serves the sockets.
func (s *Server) begin() {
	for _, k := range s.sockets {
		s.wait.Go(func() { s.accept(k) })
	}
}

// accept serves the clients of one socket until it is closed. Clients beyond the limit wait in the kernel.
func (s *Server) accept(k *Socket) {
	for {
		select {
		case s.places <- struct{}{}:
		case <-s.done:
			return
		}
		conn, err := k.listener.Accept()
		if err != nil {
			<-s.places
			if !s.pauseAfter(k, err) {
				return
			}
			continue
		}
		s.wait.Go(func() {
			defer func() { <-s.places }()
			s.serve(conn, k, Client{Level: k.Level, severity: k.severity})
		})
	}
}

// acceptPause is how long a socket rests after an accept that failed, as it does when descriptors run out.
const acceptPause = 100 * time.Millisecond

// pauseAfter reports whether the socket still listens after a failed accept.
func (s *Server) pauseAfter(k *Socket, err error) bool {
	if k.closed.Load() {
		return false
	}
	select {
	case <-s.done:
		return false
	case <-time.After(acceptPause):
		return true
	}
}

// Serve answers the commands of one client until it is done, and closes the connection. Clients that a master process
// passes on come this way.
func (s *Server) Serve(conn net.Conn, c Client) { s.serve(conn, nil, c) }

func (s *Server) serve(conn net.Conn, k *Socket, c Client) {
	if !s.enter(conn) {
		conn.Close()
		return
	}
	defer s.leave(conn)
	ss := &Session{api: s, conn: conn, socket: k, level: c.Level, modes: c.Modes, severity: c.severity, timeout: s.timeout}
	ss.in = bufio.NewReaderSize(conn, maxLine)
	ss.out = output{conn: conn, timeout: func() time.Duration { return ss.timeout }}
	ss.serve()
	ss.part()
}

// enter notes a client, unless the server is closed.
func (s *Server) enter(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.clients[conn] = true
	}
	return !s.closed
}

func (s *Server) leave(conn net.Conn) {
	conn.Close()
	s.mu.Lock()
	delete(s.clients, conn)
	s.mu.Unlock()
}

// Stop closes the sockets; clients that are connected are served on.
func (s *Server) Stop() {
	for _, k := range s.sockets {
		k.close()
	}
}

// Close closes the sockets and all clients, and returns when nothing of the server runs any more.
func (s *Server) Close() {
	s.Stop()
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.done)
	}
	for conn := range s.clients {
		conn.Close()
	}
	s.mu.Unlock()
	s.wait.Wait()
}

// Sockets returns what the server listens on.
func (s *Server) Sockets() []*Socket { return s.sockets }
