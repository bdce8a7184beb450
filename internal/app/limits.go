package app

import (
	"fmt"
	"runtime/debug"
	"syscall"

	"metergate/internal/proxy"
)

const (
	// defaultHardFDs bounds what the system would let us have when nothing else does.
	defaultHardFDs = 1 << 20
	// fdsPerConn is what a connection through the gateway needs: one towards the client, one towards the server.
	fdsPerConn = 2
	// fdsOwn are the descriptors of the process itself, fdsPerLoop those of an event loop.
	fdsOwn, fdsPerLoop = 16, 4
	// memoryPerConn is what a connection may need of the memory of -m while requests pass on it.
	memoryPerConn = 64 << 10
	// minConns is the least that is computed for maxconn.
	minConns = 100
)

// limits are how many connections there may be, and the descriptors for them.
type limits struct {
	maxconn  int
	sockets  int // that maxconn connections need, and all the rest
	allowed  int // descriptors that the system grants
	computed bool
}

// limit finds maxconn and the descriptors it takes, and gives the first to section global, so that all that depends on
// it is computed from it.
func (p *program) limit(threads int) limits {
	b := p.file.Global.Bag
	var l limits
	l.allowed = maxFDs()
	own := fdsOwn + fdsPerLoop*threads + proxy.FixedSockets(p.file)
	if l.maxconn = proxy.Maxconn(b); l.maxconn == 0 {
		l.computed = true
		l.maxconn = max((min(p.ceiling(), int(dirHardLimit.Or(b, defaultHardFDs)))-own)/fdsPerConn, minConns)
		if p.o.MemoryMB > 0 {
			l.maxconn = max(min(l.maxconn, p.o.MemoryMB<<20/memoryPerConn), minConns)
		}
		proxy.SetMaxconn(b, l.maxconn)
	}
	l.sockets = l.maxconn*fdsPerConn + own
	return l
}

// ceiling is how many descriptors the process may ask for.
func (p *program) ceiling() int {
	if n, ok := dirUlimit.Get(p.file.Global.Bag); ok {
		return int(n)
	}
	var r syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r) != nil {
		return defaultHardFDs
	}
	return int(min(max(r.Cur, r.Max), defaultHardFDs))
}

// enforce sets the limits of the process. One that cannot be set is an error, or a warning with `no strict-limits`.
func (p *program) enforce(l *limits) {
	if p.o.MemoryMB > 0 {
		debug.SetMemoryLimit(int64(p.o.MemoryMB) << 20)
	}
	b := p.file.Global.Bag
	wanted := int(dirUlimit.Or(b, int64(max(l.sockets, l.allowed))))
	if wanted != l.allowed {
		err := setMaxFDs(wanted)
		l.allowed = maxFDs()
		if err != nil {
			p.complain("Cannot raise FD limit to %d, limit is %d. A lower 'maxconn', or none, needs less.", wanted, l.allowed)
			return
		}
	}
	if l.sockets > l.allowed {
		p.complain("FD limit (%d) too low for maxconn=%d/maxsock=%d. Please raise 'ulimit-n' to %d or more to avoid any trouble.",
			l.allowed, l.maxconn, l.sockets, l.sockets)
	}
	if l.computed {
		p.diag.Noticef("Automatically setting global.maxconn to %d.", l.maxconn)
	}
}

// complain reports a limit that does not hold.
func (p *program) complain(format string, args ...any) {
	text := p.mainly(fmt.Sprintf(format, args...))
	if dirStrict.Or(p.file.Global.Bag, true) {
		p.diag.Alertf("%s", text)
		return
	}
	p.diag.Warningf("%s", text)
}

// maxFDs is how many descriptors the process may have.
func maxFDs() int {
	var r syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r) != nil {
		return 0
	}
	return int(r.Cur)
}

func setMaxFDs(n int) error {
	var r syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r); err != nil {
		return err
	}
	r.Cur, r.Max = uint64(n), max(r.Max, uint64(n))
	return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &r)
}
