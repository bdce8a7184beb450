package netio

import (
	"errors"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	epollBatch  = 256 // events taken in a turn
	acceptBatch = 64  // connections accepted for a listener in a turn
	drainBatch  = 256 << 10

	epollSocket = unix.EPOLLIN | unix.EPOLLOUT | unix.EPOLLRDHUP | unix.EPOLLET
	epollAccept = unix.EPOLLIN | unix.EPOLLEXCLUSIVE | unix.EPOLLET

	// What an event's second word says besides a connection's generation.
	ofWake, ofAcceptor = -1, -2
)

// epoll is the poller on edge-triggered epoll: a socket is registered once, and its readiness remembered in the
// connection's flags until a short read or write says that it ended. Input is read when somebody wants it.
type epoll struct {
	l       *Loop
	fd      int
	eventfd int
	events  [epollBatch]syscall.EpollEvent
	n       int
	queued  []*Conn     // closing, with input left to drop
	again   []*acceptor // with connections left to accept
	msg     message
}

func newEpoll() poller { return &epoll{fd: -1, eventfd: -1} }

func (p *epoll) open(l *Loop) (err error) {
	p.l = l
	if p.fd, err = syscall.EpollCreate1(syscall.EPOLL_CLOEXEC); err != nil {
		return err
	}
	if p.eventfd, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		return err
	}
	return p.register(p.eventfd, unix.EPOLLIN|unix.EPOLLET, 0, ofWake)
}

func (p *epoll) close() {
	syscall.Close(p.eventfd)
	syscall.Close(p.fd)
}

func (p *epoll) register(fd int, events uint32, index uint32, gen int32) error {
	ev := syscall.EpollEvent{Events: events, Fd: int32(index), Pad: gen}
	return syscall.EpollCtl(p.fd, syscall.EPOLL_CTL_ADD, fd, &ev)
}

func (p *epoll) socket(a Addr) (int, error) {
	_, family := a.sockaddr()
	return newSocket(family, true)
}

// wake writes to the eventfd. It is registered edge-triggered, so nobody needs to read it.
func (p *epoll) wake() { wakeEventfd(p.eventfd) }

var one = [8]byte{1}

func wakeEventfd(fd int) { _, _ = unix.Write(fd, one[:]) }

// buffers: none, a read goes into the connection's own.
func (p *epoll) buffers() int { return 0 }
func (p *epoll) trim()        {}

func (p *epoll) busy() bool { return len(p.queued)+len(p.again) > 0 }

func (p *epoll) wait(ns int64, patient bool) {
	ms := (ns + int64(time.Millisecond) - 1) / int64(time.Millisecond)
	if !patient {
		ms = min(ms, rawWait/int64(time.Millisecond))
	}
	p.n = epollWait(p.fd, &p.events, int(min(ms, 1<<30)), patient && ms > 0)
}

// epollWait is kept out of line with a prologue of its own, so that a stop of the world that interrupts the raw call finds
// a safe point right after it. An error (EINTR) is a wait without events.
//
//go:noinline
func epollWait(fd int, events *[epollBatch]syscall.EpollEvent, ms int, patient bool) int {
	call := syscall.RawSyscall6
	if patient {
		call = syscall.Syscall6
	}
	n, _, errno := call(syscall.SYS_EPOLL_PWAIT, uintptr(fd), uintptr(unsafe.Pointer(&events[0])), epollBatch, uintptr(ms), 0, 0)
	if errno != 0 {
		return 0
	}
	return int(n)
}

func (p *epoll) handle() int {
	p.carryOn()
	for i := range p.events[:p.n] {
		ev := &p.events[i]
		switch ev.Pad {
		case ofWake:
		case ofAcceptor:
			p.acceptOn(int(ev.Fd))
		default:
			if c := p.l.conns[ev.Fd]; c != nil && int32(c.gen()) == ev.Pad {
				p.event(c, ev.Events)
			}
		}
	}
	p.l.stats.events.Add(uint64(p.n))
	return p.n
}

// carryOn takes up what an earlier turn left for the sake of fairness.
func (p *epoll) carryOn() {
	queued, again := p.queued, p.again
	p.queued, p.again = nil, nil
	for _, c := range queued {
		c.flags &^= fQueued
		p.pull(c)
	}
	for _, a := range again {
		a.again = false
		p.acceptFor(a)
	}
}

// event notes the readiness of a socket.
func (p *epoll) event(c *Conn, events uint32) {
	if c.flags&fConnected == 0 {
		p.finishConnect(c, events)
		return
	}
	if events&unix.EPOLLERR != 0 {
		if errno := sockError(int(c.fd)); errno != 0 {
			c.broke(errno)
			return
		}
	}
	if events&unix.EPOLLOUT != 0 {
		c.flags |= fWritable
		if c.out.Len() > 0 {
			c.touch()
		}
	}
	if events&(unix.EPOLLIN|unix.EPOLLRDHUP|unix.EPOLLHUP) == 0 {
		return
	}
	c.flags |= fReadable
	if events&(unix.EPOLLRDHUP|unix.EPOLLHUP) != 0 {
		c.hungUp()
	}
	if c.flags&fClosing != 0 {
		p.pull(c)
		return
	}
	c.readers.Wake()
	c.stir()
}

func (p *epoll) attach(c *Conn) error {
	c.flags |= fWritable
	return p.register(int(c.fd), epollSocket, c.index, int32(c.gen()))
}

func (p *epoll) connect(c *Conn, a Addr) error {
	sa, _ := a.sockaddr()
	err := syscall.Connect(int(c.fd), sa)
	if err != nil && err != syscall.EINPROGRESS {
		return err
	}
	if err == nil {
		c.flags |= fWritable
		c.connected()
	}
	return p.register(int(c.fd), epollSocket, c.index, int32(c.gen()))
}

// finishConnect is the first event of a socket that connects.
func (p *epoll) finishConnect(c *Conn, events uint32) {
	if errno := sockError(int(c.fd)); errno != 0 {
		c.broke(errno)
		return
	}
	if events&unix.EPOLLOUT == 0 {
		return
	}
	c.flags |= fWritable
	if events&(unix.EPOLLIN|unix.EPOLLRDHUP|unix.EPOLLHUP) != 0 {
		c.flags |= fReadable
	}
	c.connected()
	if events&(unix.EPOLLRDHUP|unix.EPOLLHUP) != 0 {
		c.hungUp() // the peer has sent and closed already: no other event will tell
	}
}

// pull reads once, if the socket is readable, into the room of the input queue.
func (p *epoll) pull(c *Conn) {
	if c.flags&(fReadable|fConnected|fDropped) != fReadable|fConnected {
		return
	}
	if c.flags&fClosing != 0 {
		p.drain(c)
		return
	}
	bufs, in := &p.l.bufs, c.rawIn()
	room := in.Fill(bufs, 4096)
	n, errno := rawRead(int(c.fd), room)
	in.Grown(bufs, max(n, 0))
	switch {
	case n > 0:
		if n < len(room) && c.flags&fHup == 0 {
			c.flags &^= fReadable
		}
		c.received(n)
	case errno == 0:
		c.flags &^= fReadable
		c.ended()
	case errno == syscall.EAGAIN:
		c.flags &^= fReadable
	case errno != syscall.EINTR:
		c.broke(errno)
	}
}

// drain drops the input of a closing connection, a bounded amount a turn.
func (p *epoll) drain(c *Conn) {
	b := p.l.bufs.Get()
	defer p.l.bufs.Put(b)
	for total := 0; total < drainBatch; {
		n, errno := rawRead(int(c.fd), b.Free())
		switch {
		case n > 0:
			total += n
			continue
		case errno == syscall.EINTR:
			continue
		}
		c.flags &^= fReadable
		if errno == 0 {
			c.ended()
		} else if errno != syscall.EAGAIN {
			c.broke(errno)
		}
		return
	}
	if c.flags&fQueued == 0 {
		c.flags |= fQueued
		p.queued = append(p.queued, c)
	}
}

// push sends until the queue is empty or the socket full.
func (p *epoll) push(c *Conn) {
	for c.flags&fWritable != 0 && c.out.Len() > 0 {
		n, want, errno := p.send(c)
		if n < want && errno != syscall.EINTR {
			c.flags &^= fWritable // the event comes when there is room again
		}
		if n > 0 {
			c.sent(n)
		} else if errno != syscall.EAGAIN && errno != syscall.EINTR {
			c.broke(errno)
		}
	}
}

// send sends what is queued, as far as one call takes it.
func (p *epoll) send(c *Conn) (n, want int, errno syscall.Errno) {
	if c.out.Segments() {
		want = p.msg.load(&c.out)
		n, errno = rawSendmsg(int(c.fd), &p.msg)
		return n, want, errno
	}
	b := c.out.Head()
	n, errno = rawSend(int(c.fd), b)
	return n, len(b), errno
}

// watch has nothing to do: hangups are always reported.
func (p *epoll) watch(*Conn) {}

func (p *epoll) fin(c *Conn) { shutdownWrite(c) }

// shutdownWrite sends FIN. It fails when the peer was faster, which the connection learns of anyway.
func shutdownWrite(c *Conn) { _ = syscall.Shutdown(int(c.fd), syscall.SHUT_WR) }

func (p *epoll) drop(c *Conn) {
	syscall.Close(int(c.fd))
	c.fd = -1
	c.released()
}

func (p *epoll) accept(a *acceptor) {
	if a.armed {
		p.later(a)
		return
	}
	err := syscall.SetNonblock(a.ln.fd, true)
	if err == nil {
		err = p.register(a.ln.fd, epollAccept, uint32(a.ln.fd), ofAcceptor)
	}
	a.armed = err == nil
	if !a.armed {
		a.failed(Errno(err))
	}
}

func (p *epoll) mute(a *acceptor) {
	if a.armed {
		a.armed = false
		_ = syscall.EpollCtl(p.fd, syscall.EPOLL_CTL_DEL, a.ln.fd, nil) // registered above
	}
	a.muted()
}

// later has the listener tried again in the next turn.
func (p *epoll) later(a *acceptor) {
	if !a.again {
		a.again = true
		p.again = append(p.again, a)
	}
}

func (p *epoll) acceptOn(fd int) {
	for _, a := range p.l.acceptors {
		if a.ln.fd == fd && a.armed {
			p.acceptFor(a)
			return
		}
	}
}

// acceptFor accepts while there are connections and places for them.
func (p *epoll) acceptFor(a *acceptor) {
	for range acceptBatch {
		if !a.armed || !a.hold() {
			return
		}
		fd, err := rawAccept(a.ln.fd)
		if err == nil {
			a.accepted(fd)
			continue
		}
		a.unhold()
		switch {
		case errors.Is(err, syscall.EAGAIN):
			return
		case errors.Is(err, syscall.EINTR), errors.Is(err, syscall.ECONNABORTED):
		default:
			a.failed(Errno(err))
		}
	}
	p.later(a)
}
