package netio

import (
	"syscall"

	"metergate/internal/buf"
)

// gatherSegments is how many segments of an output queue one call sends.
const gatherSegments = 8

// message is the memory of a submission in flight: for sendmsg several segments of an output queue, so that a head and the
// body behind it leave together; for connect the address.
type message struct {
	hdr syscall.Msghdr
	iov [gatherSegments]syscall.Iovec
	sa  syscall.RawSockaddrAny
}

// load points the message at the first segments of q, and gives the number of their bytes.
func (m *message) load(q *buf.Queue) (n int) {
	count, n := q.Gather(m.iov[:])
	m.hdr.Iov = &m.iov[0]
	m.hdr.Iovlen = uint64(count)
	return n
}
