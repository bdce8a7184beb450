package resolve

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"

	"github.com/miekg/dns"
)

// A Nameserver is a name server of a resolver.
type Nameserver struct {
	Server
	Counters

	payload int
}

// ask puts a question and waits for its answer until the context ends.
func (n *Nameserver) ask(ctx context.Context, q *dns.Msg) Answer {
	a, err := n.exchange(ctx, q)
	a.By = n.Name
	switch {
	case err == nil:
		return a
	case ctx.Err() == context.Canceled:
		n.Outdated.Add(1) // another name server was faster
		a.Status = Timeout
	case errors.Is(err, os.ErrDeadlineExceeded), ctx.Err() != nil:
		n.Timeout.Add(1)
		a.Status = Timeout
	default:
		n.AnyErr.Add(1)
		a.Status = Other
	}
	return a
}

func (n *Nameserver) exchange(ctx context.Context, q *dns.Msg) (Answer, error) {
	packet, err := q.Pack()
	if err != nil {
		return Answer{}, err
	}
	network := "udp"
	if n.TCP {
		network = "tcp"
	}
	// A socket of its own for each question: what comes to it from elsewhere, or to another port, never gets here.
	c, err := new(net.Dialer).DialContext(ctx, network, n.Addr.String())
	if err != nil {
		n.SendError.Add(1)
		return Answer{}, err
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.SetDeadline(time.Unix(1, 0)) })()
	if n.TCP {
		packet = append(binary.BigEndian.AppendUint16(nil, uint16(len(packet))), packet...)
	}
	if _, err := c.Write(packet); err != nil {
		n.SendError.Add(1)
		return Answer{}, err
	}
	n.Sent.Add(1)
	return n.await(c, q)
}

// await reads what comes until it is an answer to the question.
func (n *Nameserver) await(c net.Conn, q *dns.Msg) (Answer, error) {
	buf := make([]byte, n.payload+1)
	for {
		size, err := n.receive(c, buf)
		if err != nil {
			return Answer{}, err
		}
		if size > n.payload {
			n.TooBig.Add(1)
			return Answer{Status: Other}, nil
		}
		a, v, aliased := read(q, buf[:size])
		if aliased {
			n.CNAME.Add(1)
		}
		if v == foreign {
			n.Invalid.Add(1)
			continue
		}
		n.count(v)
		a.Status = v.status()
		return a, nil
	}
}

// receive reads one packet; its size may be greater than the buffer's when it does not fit.
func (n *Nameserver) receive(c net.Conn, buf []byte) (int, error) {
	if !n.TCP {
		return c.Read(buf)
	}
	var head [2]byte
	if _, err := io.ReadFull(c, head[:]); err != nil {
		return 0, err
	}
	size := int(binary.BigEndian.Uint16(head[:]))
	if size > n.payload {
		return size, nil
	}
	return io.ReadFull(c, buf[:size])
}

func (n *Nameserver) count(v verdict) {
	counter := map[verdict]*atomic.Uint64{
		answered: &n.Valid, broken: &n.Invalid, truncated: &n.Truncated, nxdomain: &n.NX, refusal: &n.Refused,
		cnameLoop: &n.CNAMEError, nothing: &n.Other, failure: &n.Other,
	}[v]
	counter.Add(1)
}
