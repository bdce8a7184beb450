package check

import (
	"errors"
	"net/netip"
	"strconv"

	"metergate/internal/netio"
	"metergate/internal/sample"
)

// connectStep opens a connection, in place of the one before.
type connectStep struct {
	position
	useServer bool // secured as the server line says
	addr      netip.Addr
	port      uint16
	portFrom  *measure
	ssl       bool
	sni       string
	alpn      []string
	linger    bool
	preface   bool // a PROXY header comes first
	detour    bool // through the SOCKS4 proxy of the server line
}

func (s *connectStep) label() string {
	if s.port != 0 {
		return "connect port " + strconv.Itoa(int(s.port))
	}
	return "connect"
}

func (s *connectStep) linked(env *sample.Env) (step, error) {
	c := *s
	return &c, s.portFrom.link(env, &c.portFrom)
}

func (s *connectStep) run(p *probe) *Result {
	p.close()
	p.layer, p.secured = connectingLayer, false
	dial := netio.Dial
	if (s.detour || s.useServer && p.target.Detoured) && p.target.Detour != nil {
		dial = p.target.Detour
	}
	c, err := dial(p.task, s.target(p, p.target.Addr), p.target.Dial, p.connectBy())
	if err != nil {
		return p.broken(err)
	}
	if (s.preface || s.useServer && p.target.Prefaced) && p.target.Preface != nil {
		if err := c.Write(p.target.Preface(c)); err != nil {
			c.Abort()
			return p.broken(err)
		}
	}
	if s.ssl || s.useServer && p.target.SSL {
		if c, err = s.secure(p, c); err != nil {
			return p.broken(err)
		}
	}
	if p.plan.http && p.target.Speak != nil {
		p.target.Speak(c)
	}
	p.use(c, s.linger)
	return nil
}

// secure puts encryption over a connection.
func (s *connectStep) secure(p *probe, c *netio.Conn) (*netio.Conn, error) {
	p.layer, p.secured = securingLayer, true
	err := errNoSecurity
	if p.target.Secure != nil {
		var over *netio.Conn
		if over, err = p.target.Secure(p.task, c, s.sni, s.alpn, p.deadline); err == nil {
			return over, nil
		}
	}
	c.Abort()
	return nil, err
}

// errNoSecurity is what is said of a server whose line says nothing of encryption.
var errNoSecurity = errors.New("SSL handshake failure")

// target returns the server's address with what the step says otherwise.
func (s *connectStep) target(p *probe, a netio.Addr) netio.Addr {
	if a.IsUnix() && !s.addr.IsValid() {
		return a
	}
	ip, port := a.Addr(), a.Port()
	if s.addr.IsValid() {
		ip = s.addr
	}
	if s.port != 0 {
		port = s.port
	}
	port = uint16(s.portFrom.or(p, int(port)))
	return netio.IPAddr(netip.AddrPortFrom(ip, port))
}

// connectBy returns until when the connection must stand: the interval bounds the whole check, but a `timeout check`
// bounds what comes after the connection, and `timeout connect` then bounds the connection.
func (p *probe) connectBy() int64 {
	limit := p.times.Inter
	if p.times.Check > 0 && p.times.Connect > 0 {
		limit = min(limit, p.times.Connect)
	}
	if p.times.Check > 0 {
		p.deadline = p.task.Now() + int64(limit)
	}
	return p.deadline
}
