package netio

import (
	"errors"
	"syscall"
)

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
