package netio

import (
	"sync/atomic"

	"golang.org/x/sys/unix"
)

const (
	// pipeRoom is how much a pipe holds. The kernel bounds the pipes of that size that one user may have; others are smaller.
	pipeRoom = 256 << 10
	// keepPipes is how many empty pipes a loop keeps.
	keepPipes = 16
)

// Pipe carries bytes from one socket to another inside the kernel. It belongs to a loop's thread, and to the stream that
// took it until it gives it back.
type Pipe struct {
	l    *Loop
	r, w int
	n    int
}

// pipeCount is the account of the pipes of all loops.
type pipeCount struct{ most, open, free atomic.Int64 }

// SetPipes allows up to n pipes at a time; at first there are none. It belongs before the first use.
func (g *Group) SetPipes(n int) { g.pipes.most.Store(int64(n)) }

// Pipes tells how many pipes there may be, how many are at work, and how many are kept for use. Any goroutine.
func (g *Group) Pipes() (most, used, free int) {
	idle := g.pipes.free.Load()
	return int(g.pipes.most.Load()), int(max(g.pipes.open.Load()-idle, 0)), int(idle)
}

// Pipe gives an empty pipe, or nil where none is allowed or to be had.
func (l *Loop) Pipe() *Pipe {
	count := &l.group.pipes
	if n := len(l.pipes); n > 0 {
		p := l.pipes[n-1]
		l.pipes = l.pipes[:n-1]
		count.free.Add(-1)
		return p
	}
	var ends [2]int
	if l.group.sim != nil {
		return nil
	}
	if count.open.Add(1) > count.most.Load() || unix.Pipe2(ends[:], unix.O_NONBLOCK|unix.O_CLOEXEC) != nil {
		count.open.Add(-1)
		return nil
	}
	_, _ = unix.FcntlInt(uintptr(ends[1]), unix.F_SETPIPE_SZ, pipeRoom) // a smaller one works as well
	return &Pipe{l: l, r: ends[0], w: ends[1]}
}

// Len is the number of bytes in the pipe.
func (p *Pipe) Len() int { return p.n }

// Release gives the pipe back. What is in it is lost.
func (p *Pipe) Release() {
	if p.n > 0 || len(p.l.pipes) >= keepPipes {
		p.close()
		return
	}
	p.l.pipes = append(p.l.pipes, p)
	p.l.group.pipes.free.Add(1)
}

func (p *Pipe) close() {
	unix.Close(p.r)
	unix.Close(p.w)
	p.l.group.pipes.open.Add(-1)
}

// closePipes closes what a loop kept.
func (l *Loop) closePipes() {
	for _, p := range l.pipes {
		l.group.pipes.free.Add(-1)
		p.close()
	}
	l.pipes = nil
}
