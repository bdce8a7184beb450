package netio

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// accept accepts many at a time while the gates are far from full, else one at a time with its places held, so that the
// excess stays in the backlog.
func (p *rings) accept(a *acceptor) {
	if a.armed {
		return
	}
	multi := a.room() >= multiRoom
	if !multi && !a.hold() {
		return
	}
	p.enroll(a)
	s := p.ring.next()
	s.op, s.fd, s.opFlags, s.data = opAccept, int32(a.ln.fd), syscall.SOCK_CLOEXEC, udAcceptor(udAccept, a)
	if multi {
		s.ioprio = acceptMultishot
	}
	a.armed = true
	a.refs++
}

// enroll gives the acceptor a place in the table that completions refer to.
func (p *rings) enroll(a *acceptor) {
	if a.slot < len(p.accs) && p.accs[a.slot] == a {
		return
	}
	for i, b := range p.accs {
		if b == nil {
			a.slot, p.accs[i] = i, a
			return
		}
	}
	a.slot = len(p.accs)
	p.accs = append(p.accs, a)
}

func (p *rings) completeAccept(a *acceptor, op uint64, res int32, flags uint32) {
	if flags&cqeMore == 0 {
		a.armed = false
		a.refs--
	}
	switch {
	case op == udAcceptPoll:
	case res >= 0:
		a.accepted(int(res))
	case -res == int32(syscall.EAGAIN) && !a.muting:
		p.pollAccept(a) // the socket is non-blocking: somebody else's choice, as it may be shared
	case -res != int32(syscall.ECANCELED):
		a.unhold()
		a.failed(syscall.Errno(-res))
	}
	switch {
	case a.armed || !a.active:
	case a.muting:
		p.accs[a.slot] = nil
		a.muted()
	default:
		p.accept(a)
	}
}

// pollAccept waits until a non-blocking socket has a connection.
func (p *rings) pollAccept(a *acceptor) {
	s := p.ring.next()
	s.op, s.fd, s.opFlags, s.data = opPoll, int32(a.ln.fd), unix.POLLIN, udAcceptor(udAcceptPoll, a)
	a.armed = true
	a.refs++
}

func (p *rings) mute(a *acceptor) {
	if !a.armed {
		a.muted()
		return
	}
	p.cancel(udAcceptor(udAccept, a))
	p.cancel(udAcceptor(udAcceptPoll, a))
}
