package netio

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// rings is the poller on io_uring: one ring for the loop's thread, multishot accepts and receives, receive buffers that the
// kernel picks, sends submitted in one batch at the end of the turn.
//
// A receive's block goes to the connection as it is, and its place among the provided buffers is filled with another block:
// nothing is copied, and a slow consumer holds memory of its own rather than the ring's.
type rings struct {
	l       *Loop
	ring    ring
	bufs    bufRing
	eventfd int
	wakeups *[8]byte // what the read of the eventfd writes to, off the heap
	scratch []byte   // the mapping that holds it
	starved []*Conn  // found no buffer: armed again once there are some
	floods  int      // receives that are being cancelled, as nobody reads
	accs    []*acceptor
	quiet   []quietSend // in flight, in the order of their submission
	late    bool        // some were not submitted, or overtaken by completions: tasks may have come to wait for them
	msgs    []*message  // not in flight
}

// The operations in user_data, which is op<<56 | generation<<32 | index.
const (
	udNone = iota
	udWake
	udRecv
	udSend
	udConnect
	udWatch
	udAccept
	udAcceptPoll
	udReadable
	udWritable
)

func udConn(op uint64, c *Conn) uint64         { return op<<56 | uint64(c.gen())<<32 | uint64(c.index) }
func udAcceptor(op uint64, a *acceptor) uint64 { return op<<56 | uint64(a.slot) }

func newRings() poller { return &rings{eventfd: -1} }

func (p *rings) open(l *Loop) (err error) {
	p.l = l
	if err = p.ring.open(); err != nil {
		return err
	}
	if err = p.bufs.open(&p.ring, &l.bufs); err != nil {
		return err
	}
	if p.eventfd, err = unix.Eventfd(0, unix.EFD_CLOEXEC); err != nil {
		return err
	}
	p.scratch, err = syscall.Mmap(-1, 0, 4096, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		return err
	}
	p.wakeups = (*[8]byte)(p.scratch)
	p.armWake()
	return nil
}

func (p *rings) close() {
	if p.ring.pending > 0 {
		p.ring.poll() // the last closes
	}
	p.ring.close()
	p.bufs.close(&p.l.bufs)
	if p.scratch != nil {
		_ = syscall.Munmap(p.scratch)
	}
	if p.eventfd >= 0 {
		syscall.Close(p.eventfd)
	}
}

// buffers is how many blocks are provided to the kernel.
func (p *rings) buffers() int { return p.bufs.count }

// warm is how many of them are resident, and trim gives their memory back when they are hardly used.
func (p *rings) warm() int { return min(p.bufs.touched, p.bufs.count) }
func (p *rings) trim()     { p.bufs.trim() }

// socket makes a blocking socket: on a non-blocking one the kernel would report EAGAIN rather than wait.
func (p *rings) socket(a Addr) (int, error) {
	_, family := a.sockaddr()
	return newSocket(family, false)
}

func (p *rings) wake() { wakeEventfd(p.eventfd) }

func (p *rings) armWake() {
	s := p.ring.next()
	s.op, s.fd, s.addr, s.len, s.data = opRead, int32(p.eventfd), addrOf8(p.wakeups), 8, udWake<<56
}

func (p *rings) busy() bool { return p.late || p.ring.waiting() }

func (p *rings) wait(ns int64, patient bool) {
	if ns == 0 {
		p.ring.poll()
		return
	}
	if !patient {
		ns = min(ns, rawWait)
	}
	p.ring.wait(ns, patient)
}

func (p *rings) handle() int {
	n := 0
	for e := p.ring.take(); e != nil; e = p.ring.take() {
		n++
		p.complete(e.data, e.res, e.flags)
	}
	p.settle()
	p.late = len(p.quiet) > 0
	if p.floods == 0 { // else a cancelled receive would go on to fill what is provided now
		p.bufs.refill()
	}
	if len(p.starved) > p.bufs.count/8 {
		p.bufs.grow(p.bufs.count) // for many at once; a few that flood the loop get no more
	}
	p.bufs.publish()
	for i, c := range p.starved {
		p.starved[i] = nil
		c.flags &^= fStarved
		p.pull(c)
	}
	p.starved = p.starved[:0]
	p.l.stats.events.Add(uint64(n))
	return n
}

// complete takes in one completion.
func (p *rings) complete(data uint64, res int32, flags uint32) {
	op := data >> 56
	switch op {
	case udNone:
		return
	case udWake:
		p.armWake()
		return
	case udAccept, udAcceptPoll:
		p.completeAccept(p.accs[uint32(data)], op, res, flags)
		return
	}
	c := p.l.conns[uint32(data)]
	if c == nil || uint64(c.gen()) != data>>32&0xffffff {
		panic("netio: completion for a connection that was released")
	}
	if flags&cqeMore == 0 {
		c.refs--
	}
	switch op {
	case udRecv:
		p.completeRecv(c, res, flags)
	case udSend:
		p.completeSend(c, res)
	case udConnect:
		p.completeConnect(c, res)
	case udWatch:
		p.completeWatch(c, res)
	case udReadable, udWritable:
		p.completeReady(c, op == udWritable, res)
	}
	p.letGo(c)
}

// letGo releases a dropped connection of which nothing is in flight any more.
func (p *rings) letGo(c *Conn) {
	if c.refs == 0 && c.flags&fDropped != 0 {
		c.released()
	}
}
