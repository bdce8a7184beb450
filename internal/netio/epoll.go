package netio

import (
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// epollBatch is how many events a turn takes: few enough that what one of its steps touched is in the cache for the next.
	epollBatch  = 64
	acceptBatch = 64 // connections accepted for a listener in a turn
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
func (p *epoll) warm() int    { return 0 }
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
		call = patientCall
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
