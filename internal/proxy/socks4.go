package proxy

import (
	"encoding/binary"
	"errors"
	"io"
	"net/netip"

	"metergate/internal/conf"
	"metergate/internal/netio"
)

// A server may be reached through a proxy of its own that speaks SOCKS4, which knows IPv4 addresses only:
//
//	dial the proxy ─▶ ask for the server ─▶ its leave ─▶ PROXY header, TLS and requests as without it
var (
	srvSocks = conf.Scalar(conf.Spec{
		Name: "socks4", In: conf.ServerLine, Usage: "socks4 <address>:<port>",
		Help: "Connections to the server go through the SOCKS4 proxy at that address. Checks do not, unless check-via-socks4 says so.",
	}, parseSocks)
	srvCheckSocks = serverFlag("check-via-socks4", "Checks go through the proxy of the option socks4 too.")
)

func parseSocks(a *conf.Args) (netio.Addr, error) {
	if a.Done() {
		return netio.Addr{}, errors.New("'socks4' expects <addr>:<port> as argument.")
	}
	at, err := a.Addr(conf.AddrConnect)
	if err != nil {
		return netio.Addr{}, err
	}
	if at.Family != conf.Inet || !at.IP.IsValid() || !at.HasPort {
		return netio.Addr{}, errors.New("'socks4' expects an IP address and a port.")
	}
	return netio.IPAddr(netip.AddrPortFrom(at.IP, uint16(at.Port))), nil
}

// A socksFault is why a SOCKS4 proxy made no connection.
type socksFault fault

func (f socksFault) Error() string { return faults[fault(f)].text }

func (f socksFault) fault() fault { return fault(f) }

// socksDial connects to a server of IPv4 through the proxy at via.
func socksDial(t *netio.Task, via, to netio.Addr, o netio.DialOpts, deadline int64) (*netio.Conn, error) {
	if to.IsUnix() || !to.Addr().Unmap().Is4() {
		return nil, socksFault(noFamily)
	}
	c, err := netio.Dial(t, via, o, deadline)
	if err != nil {
		return nil, err
	}
	if err = socksAsk(t, c, to, deadline); err != nil {
		c.Abort()
		return nil, err
	}
	return c, nil
}

// socksGranted is the code of an answer that gives leave.
const socksGranted = 90

// socksAsk asks the proxy at the other end of c for a connection to an address, in the name of HAProxy as the reference does.
func socksAsk(t *netio.Task, c *netio.Conn, to netio.Addr, deadline int64) error {
	const version, connect, answer = 4, 1, 8
	ask := binary.BigEndian.AppendUint16([]byte{version, connect}, to.Port())
	ask = append(ask, to.Addr().Unmap().AsSlice()...)
	ask = append(ask, "HAProxy\x00"...)
	if err := c.Write(ask); err != nil {
		return socksFault(socksWrite)
	}
	said, err := c.Peek(t, answer, deadline)
	switch {
	case errors.Is(err, io.EOF) || netio.Errno(err) != 0:
		return socksFault(socksRead)
	case err != nil:
		return err
	case said[0] != 0 || said[1] != socksGranted:
		return socksFault(socksDenied)
	}
	c.Discard(answer)
	return nil
}

// reach connects to an address of the server, through its proxy if it has one.
func (s *Server) reach(t *netio.Task, to netio.Addr, o netio.DialOpts, deadline int64) (*netio.Conn, error) {
	if s.socks.IsZero() {
		return netio.Dial(t, to, o, deadline)
	}
	return socksDial(t, s.socks, to, o, deadline)
}
