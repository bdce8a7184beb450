package proxy

import (
	"fmt"

	"metergate/internal/conf"
	"metergate/internal/syslog"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "ring", In: conf.Ring, Name: conf.MustName,
		Help: "A memory of the lines that were logged last, for targets `ring@<name>`; `show events` prints it, and servers get its lines over TCP.",
	})
}

// What a section ring holds.
var (
	dirRingFormat = conf.Scalar(conf.Spec{
		Name: "format", In: conf.Ring, Usage: "format { iso | local | raw | rfc3164 | rfc5424 | short | priority | timed }",
		Help: "The form in which lines are kept; that of the `log` line when absent.",
	}, parseRingFormat)
	dirRingMaxlen = conf.Scalar(conf.Spec{
		Name: "maxlen", In: conf.Ring, Usage: "maxlen <length>",
		Help: "Where lines are cut off, their headers included; 1024 when absent.",
	}, conf.Int(1, maxRingLine))
	dirRingSize = conf.Scalar(conf.Spec{
		Name: "size", In: conf.Ring, Usage: "size <size>",
		Help: "How much is kept; 16 kB when absent.",
	}, conf.Bytes)
	dirRingServer = conf.List(conf.Spec{
		Name: "server", In: conf.Ring, Usage: "server <name> <address> [log-proto { legacy | octet-count }]",
		Help: "A server that gets each line over TCP: with a line feed behind it, or with its length before it. What it has not got yet is kept.",
	}, parseRingServer)
)

const (
	usualRingSize = 16 << 10
	usualRingLine = 1024
	maxRingLine   = 65535
)

func parseRingFormat(a *conf.Args) (syslog.Form, error) {
	word := a.Next().Text
	f, ok := syslog.ParseForm(word)
	if !ok {
		return f, fmt.Errorf("unknown log format '%s' in ring section.", word)
	}
	return f, nil
}

func parseRingServer(a *conf.Args) (s syslog.RingServer, err error) {
	if s.Name, err = a.Text("<name> and <addr>[:<port>] as arguments"); err != nil {
		return s, err
	}
	if s.Addr, err = a.Addr(conf.AddrConnect); err != nil {
		return s, err
	}
	if f := s.Addr.Family; f != conf.Inet && f != conf.Unix && f != conf.Abstract {
		return s, fmt.Errorf("'server %s' : '%s' is no address of a server of a ring; expects an IP address or a path.", s.Name, s.Addr.Text)
	}
	for !a.Done() {
		if !a.Accept("log-proto") {
			return s, fmt.Errorf("'server %s' : '%s' is not supported for servers of a ring; expects 'log-proto'.", s.Name, a.Peek())
		}
		switch word := a.Next().Text; word {
		case "legacy":
		case "octet-count":
			s.Octets = true
		default:
			return s, fmt.Errorf("'log-proto' expects one of 'legacy' or 'octet-count' but got '%s'.", word)
		}
	}
	return s, nil
}

// rings makes the rings of the configuration.
func (c *compiler) rings() {
	c.g.Logs.Rings = map[string]*syslog.Ring{}
	for s := range c.file.Each("ring") {
		cfg := syslog.RingConfig{
			Name: s.Name, Description: dirDescription.Or(s.Bag, s.Name),
			Form: dirRingFormat.Or(s.Bag, syslog.Unset), Len: int(dirRingMaxlen.Or(s.Bag, usualRingLine)),
			Size: dirRingSize.Or(s.Bag, usualRingSize), Connect: timeoutConnect.Or(s.Bag, 0), Send: timeoutServer.Or(s.Bag, 0),
		}
		for _, line := range dirRingServer.All(s.Bag) {
			cfg.Servers = append(cfg.Servers, line.Value)
		}
		if cfg.Size < int64(cfg.Len) {
			c.alert(dirRingSize.At(s.Bag), conf.Loose, "ring '%s' : its size must be that of a line at least, which is %d.", s.Name, cfg.Len)
		}
		r := syslog.NewRing(cfg)
		c.g.Logs.Rings[s.Name] = r
		c.g.Rings = append(c.g.Rings, r)
	}
}

// ringsKnown reports targets that name no ring.
func (c *compiler) ringsKnown(at conf.Pos, targets []*syslog.Target) {
	for _, t := range targets {
		if t.Ring != "" && c.g.Logs.Rings[t.Ring] == nil {
			c.alert(at, conf.Loose, "'log' : unable to find the ring '%s'.", t.Ring)
		}
	}
}
