package forward

import (
	"context"
	"errors"
	"net"
	"time"
)

// Datagrams sends lines in packets. Its socket is kept: that the packet before did not arrive shows at the next one.
type datagrams struct {
	target *target
	conn   net.Conn
}

const (
	// packetMost fits into an Ethernet frame with its headers.
	packetMost = 1432
	// burst is how many packets go out one right after the other, with burstPause behind them: receivers have room for some
	// hundred packets.
	burst      = 32
	burstPause = time.Millisecond
)

var errLongLine = errors.New("the line is longer than a packet")

// deliver sends lines in as few packets as they fit into. What stands behind a packet that cannot be sent is not sent
// either: the receiver is away.
func (d *datagrams) deliver(ctx context.Context, m *message) (v verdict) {
	if err := d.dial(ctx); err != nil {
		return verdict{err: err}
	}
	var packet []byte
	sent := 0
	for at := 0; at < len(m.parts); {
		end := at
		if packet, end = nextPacket(packet[:0], m.parts, at); end == at {
			v.refused = append(v.refused, refusal{at, errLongLine.Error()})
			at++
			continue
		}
		if err := d.send(packet); err != nil {
			if at == 0 {
				return verdict{err: err}
			}
			for ; at < len(m.parts); at++ {
				v.refused = append(v.refused, refusal{at, err.Error()})
			}
			return v
		}
		if at, sent = end, sent+1; sent%burst == 0 {
			time.Sleep(burstPause)
		}
	}
	return v
}

// nextPacket puts as many parts into a packet as it has room for and returns where the next one begins.
func nextPacket(packet []byte, parts []part, at int) ([]byte, int) {
	for ; at < len(parts); at++ {
		line, more := parts[at].item, len(parts[at].item)
		if len(packet) > 0 {
			more++
		}
		if len(packet)+more > packetMost {
			break
		}
		if len(packet) > 0 {
			packet = append(packet, '\n')
		}
		packet = append(packet, line...)
	}
	return packet, at
}

// dial makes a socket when there is none.
func (d *datagrams) dial(ctx context.Context) (err error) {
	if d.conn != nil {
		return nil
	}
	network, address := "unixgram", d.target.url.Path
	if d.target.url.Scheme == "udp" {
		network, address = "udp", withPort(d.target.url.Host, "8125")
	}
	dialer := net.Dialer{Timeout: d.target.connect}
	d.conn, err = dialer.DialContext(ctx, network, address)
	return err
}

// send sends a packet. A socket that fails is not used again.
func (d *datagrams) send(packet []byte) error {
	err := d.conn.SetWriteDeadline(time.Now().Add(d.target.answer))
	if err == nil {
		_, err = d.conn.Write(packet)
	}
	if err != nil {
		d.conn.Close()
		d.conn = nil
	}
	return err
}

// withPort adds a port to a host that has none.
func withPort(host, port string) string {
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	if len(host) > 1 && host[0] == '[' {
		host = host[1 : len(host)-1]
	}
	return net.JoinHostPort(host, port)
}
