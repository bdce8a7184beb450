package netio

import (
	"errors"
	"os"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// ListenOpts are the options of one listener.
type ListenOpts struct {
	Name        string        // of the tasks that serve, and in messages
	Backlog     int           // 0 = the system's maximum
	ReusePort   bool          // SO_REUSEPORT, so that another process can bind the same address
	V6Only      bool          // IPV6_V6ONLY
	Interface   string        // SO_BINDTODEVICE
	MSS         int           // TCP_MAXSEG
	DeferAccept bool          // TCP_DEFER_ACCEPT: accept when the first bytes are there
	Transparent bool          // IP_TRANSPARENT: foreign addresses may be bound
	UserTimeout time.Duration // how long what was sent may stay unacknowledged; 0 = as the system says
	KeepAlive   bool          // SO_KEEPALIVE on accepted sockets
	NoLinger    bool          // accepted connections end with a reset once the kernel took their output
	Sip         bool          // accepted connections begin as after Sip(true)
	Mode        uint32        // file mode of a Unix path; 0 = as umask says
	UID, GID    int           // owner of a Unix path; 0 = unchanged
	Gates       []*Gate       // accepting stops while one of them is full
	Loops       []int         // loops that accept; nil = all
}

// Listener is a listening socket, served by several loops.
type Listener struct {
	group     *Group
	opts      ListenOpts
	fd        int
	addr      Addr
	serve     func(*Task, *Conn)
	acceptors []*acceptor // one a loop
	paused    atomic.Bool
	closed    atomic.Bool
	open      atomic.Int32 // acceptors that still use fd
	owed      atomic.Int32 // accepted, and waiting for a place at the gates
	unlink    bool
	freed     func() // sim: called instead of closing fd
}

// Listen opens a listening socket; serve runs as a task for each connection.
func (g *Group) Listen(a Addr, o ListenOpts, serve func(*Task, *Conn)) (*Listener, error) {
	b, err := g.Bind(a, o)
	if err != nil {
		return nil, err
	}
	return b.Listen(serve)
}

// ListenFD serves an inherited listening socket. The Listener owns the descriptor from then on, also when there is an error.
func (g *Group) ListenFD(fd int, o ListenOpts, serve func(*Task, *Conn)) (*Listener, error) {
	if err := checkListening(fd); err != nil {
		syscall.Close(fd)
		return nil, &OpError{"listen on", Addr{}, err}
	}
	syscall.CloseOnExec(fd)
	tune(fd, o.KeepAlive, 0)
	ln := &Listener{group: g, opts: o, fd: fd, addr: sockName(fd), serve: serve}
	ln.start()
	return ln, nil
}

// checkListening returns why fd is no listening socket, or nil.
func checkListening(fd int) error {
	listening, err := syscall.GetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_ACCEPTCONN)
	if err == nil && listening == 0 {
		err = errors.New("not a listening socket")
	}
	return err
}

// bindSocket makes and binds the socket.
func bindSocket(a Addr, o ListenOpts) (int, error) {
	sa, family := a.sockaddr()
	fd, err := newSocket(family, false)
	if err != nil {
		return -1, err
	}
	if err = bindListener(fd, family, sa, a, o); err != nil {
		syscall.Close(fd)
		return -1, err
	}
	return fd, nil
}

// openBacklog has the kernel take connections.
func openBacklog(fd int, o ListenOpts) error {
	backlog := o.Backlog
	if backlog <= 0 {
		backlog = 65535
	}
	return syscall.Listen(fd, backlog)
}

// bindListener sets the options that must be set before the bind, and binds.
func bindListener(fd, family int, sa syscall.Sockaddr, a Addr, o ListenOpts) error {
	if family == syscall.AF_UNIX {
		return bindUnix(fd, sa, a.Path, o)
	}
	set := func(want bool, level, opt, value int) (err error) {
		if want {
			err = syscall.SetsockoptInt(fd, level, opt, value)
		}
		return err
	}
	err := errors.Join(
		set(true, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1),
		set(o.ReusePort, syscall.SOL_SOCKET, unix.SO_REUSEPORT, 1),
		set(family == syscall.AF_INET6, syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, b2i(o.V6Only)),
		set(o.MSS > 0, syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, o.MSS),
		set(o.DeferAccept, syscall.IPPROTO_TCP, syscall.TCP_DEFER_ACCEPT, 1),
		userTimeout(fd, o.UserTimeout),
		bindDevice(fd, o.Interface),
	)
	if err == nil && o.Transparent {
		err = transparent(fd, a.Addr())
	}
	if err != nil {
		return err
	}
	return syscall.Bind(fd, sa)
}

// bindUnix binds a Unix socket, in place of a socket that nobody listens on any more.
func bindUnix(fd int, sa syscall.Sockaddr, path string, o ListenOpts) error {
	if path[0] == '@' {
		return syscall.Bind(fd, sa)
	}
	if st, err := os.Lstat(path); err == nil && st.Mode()&os.ModeSocket != 0 {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	if err := syscall.Bind(fd, sa); err != nil {
		return err
	}
	if o.Mode != 0 {
		if err := os.Chmod(path, os.FileMode(o.Mode)); err != nil {
			return err
		}
	}
	if o.UID == 0 && o.GID == 0 {
		return nil
	}
	return os.Chown(path, orUnchanged(o.UID), orUnchanged(o.GID))
}

func orUnchanged(id int) int {
	if id == 0 {
		return -1
	}
	return id
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// start begins to accept on the loops.
func (ln *Listener) start() {
	for i, l := range ln.group.loops {
		if ln.opts.Loops == nil || slices.Contains(ln.opts.Loops, i) {
			a := &acceptor{l: l, ln: ln}
			a.timer.x = a
			ln.acceptors = append(ln.acceptors, a)
		}
	}
	ln.open.Store(int32(len(ln.acceptors)))
	for _, gate := range ln.opts.Gates {
		gate.serve(ln)
	}
	for _, a := range ln.acceptors {
		if !a.l.Post(a.join) {
			a.gone()
		}
	}
}

// revise has all loops look again at whether to accept. Any goroutine.
func (ln *Listener) revise() {
	for _, a := range ln.acceptors {
		a.l.Post(a.revise)
	}
}

// Addr is the address it listens on, with the port that the kernel chose when 0 was asked.
func (ln *Listener) Addr() Addr { return ln.addr }

// Name is the name it was given.
func (ln *Listener) Name() string { return ln.opts.Name }

// Interface is the network interface it is bound to, or "".
func (ln *Listener) Interface() string { return ln.opts.Interface }

// FD is the descriptor, for the hand-over to another process; it stays the listener's.
func (ln *Listener) FD() int { return ln.fd }

// Pause stops accepting; connections wait in the kernel's backlog. Any goroutine.
func (ln *Listener) Pause() {
	ln.paused.Store(true)
	ln.revise()
}

// Resume undoes Pause. Any goroutine.
func (ln *Listener) Resume() {
	ln.paused.Store(false)
	ln.revise()
}

// Close stops accepting and closes the socket; with unlink the path of a Unix socket is removed. Any goroutine.
func (ln *Listener) Close(unlink bool) {
	ln.unlink = unlink // read after closed is seen
	if ln.closed.CompareAndSwap(false, true) {
		ln.revise()
	}
}

// Owed is the number of connections that were accepted and wait until a gate lets them in. Any goroutine.
func (ln *Listener) Owed() int { return int(ln.owed.Load()) }

// left: a connection of the listener is gone.
func (ln *Listener) left() { leaveAll(ln.opts.Gates) }

// free closes the socket after the last loop let go of it.
func (ln *Listener) free() {
	for _, gate := range ln.opts.Gates {
		gate.forget(ln)
	}
	if ln.freed != nil {
		ln.freed()
		return
	}
	if ln.unlink && ln.addr.IsUnix() && ln.addr.Path[0] != '@' {
		_ = os.Remove(ln.addr.Path) // gone already is fine too
	}
	syscall.Close(ln.fd)
}
