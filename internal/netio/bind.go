package netio

import "syscall"

// Bound is a socket that has its address and does not listen yet: what must be right before anything is served can be
// found out first.
type Bound struct {
	group *Group
	addr  Addr
	opts  ListenOpts
	fd    int
	opens bool // the socket listens already: it was inherited
}

// Bind opens a socket and gives it its address.
func (g *Group) Bind(a Addr, o ListenOpts) (*Bound, error) {
	b := &Bound{group: g, addr: a, opts: o, fd: -1}
	if g.sim != nil {
		return b, nil
	}
	var err error
	if b.fd, err = bindSocket(a, o); err != nil {
		return nil, &OpError{"listen on", a, err}
	}
	return b, nil
}

// Inherit takes a socket that listens already. The Bound owns the descriptor, also when there is an error.
func (g *Group) Inherit(fd int, o ListenOpts) (*Bound, error) {
	if err := checkListening(fd); err != nil {
		syscall.Close(fd)
		return nil, &OpError{"listen on", Addr{}, err}
	}
	return &Bound{group: g, opts: o, fd: fd, opens: true}, nil
}

// Listen begins to accept; serve runs as a task for each connection. The Bound is done.
func (b *Bound) Listen(serve func(*Task, *Conn)) (*Listener, error) {
	switch {
	case b.group.sim != nil && !b.opens:
		return b.group.sim.listen(b.group, b.addr, b.opts, serve)
	case !b.opens:
		if err := openBacklog(b.fd, b.opts); err != nil {
			b.Close()
			return nil, &OpError{"listen on", b.addr, err}
		}
	}
	return b.group.ListenFD(b.fd, b.opts, serve)
}

// Close gives the address up.
func (b *Bound) Close() {
	if b.fd >= 0 {
		syscall.Close(b.fd)
	}
}
