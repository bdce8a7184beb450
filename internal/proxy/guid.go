package proxy

import (
	"errors"
	"fmt"

	"metergate/internal/conf"
)

// A GUID names a proxy, an address or a server for ever, whatever else of it changes: files of counters go by it. No two
// objects of a gateway have the same.
var (
	dirGUID = conf.Scalar(conf.Spec{
		Name: "guid", In: conf.Listen, Usage: "guid <id>",
		Help: "Names the proxy for files of counters (stats-file): letters, digits and .:-_, at most 127, and nothing else of the configuration has the same.",
	}, parseGUID)
	srvGUID = conf.Scalar(conf.Spec{
		Name: "guid", In: conf.ServerLine, Usage: "guid <id>",
		Help: "Names the server for files of counters, as the keyword guid names a proxy.",
	}, parseServerGUID)
	bindGUIDs = conf.Scalar(conf.Spec{
		Name: "guid-prefix", In: conf.BindLine, Usage: "guid-prefix <text>",
		Help: "Names the addresses of the line for files of counters: <text>-0, <text>-1 and so on.",
	}, wordOrNothing)
)

// maxGUID is the longest GUID.
const maxGUID = 127

func wordOrNothing(a *conf.Args) (string, error) {
	if a.Done() {
		return "", fmt.Errorf("'%s' : expects an argument", a.Name())
	}
	return a.Next().Text, nil
}

func parseGUID(a *conf.Args) (string, error) {
	id, err := wordOrNothing(a)
	if err == nil {
		if err = checkGUID(id); err != nil {
			err = fmt.Errorf("'%s': %w", a.Name(), err)
		}
	}
	return id, err
}

// parseServerGUID differs in how messages about server lines end.
func parseServerGUID(a *conf.Args) (string, error) {
	id, err := parseGUID(a)
	if err != nil {
		err = fmt.Errorf("%w.", err)
	}
	return id, err
}

// checkGUID says what is wrong with the form of a GUID.
func checkGUID(id string) error {
	if len(id) == 0 || len(id) > maxGUID {
		return errors.New("invalid length")
	}
	if i := StrangeIn(id); i >= 0 {
		return fmt.Errorf("invalid character '%c'", id[i])
	}
	return nil
}

// A holder is what can have a GUID.
type holder interface{ holderTitle() string }

func (p *Proxy) holderTitle() string { return p.kind() + " " + p.Name }

func (l *Listener) holderTitle() string { return fmt.Sprintf("listener %s (%v)", l.Front.Name, l.Pos) }

func (s *Server) holderTitle() string { return "server " + s.FullName() }

// claimGUID takes a GUID for its holder; under changing once the gateway runs.
func (g *Gateway) claimGUID(id string, of holder) error {
	if err := checkGUID(id); err != nil {
		return err
	}
	if other := g.guids[id]; other != nil {
		return fmt.Errorf("duplicate entry with %s", other.holderTitle())
	}
	g.guids[id] = of
	return nil
}

// claimGUIDs takes the GUIDs that the configuration gives: those of lines in their order, then those of addresses.
func (c *compiler) claimGUIDs() {
	for _, p := range c.g.Proxies() {
		if p.GUID != "" {
			c.claimed(c.g.claimGUID(p.GUID, p), dirGUID.At(p.Bag), conf.Loose, "")
		}
		if p.Back == nil {
			continue
		}
		for _, s := range p.Back.Servers() {
			if s.GUID != "" {
				c.claimed(c.g.claimGUID(s.GUID, s), s.Pos, conf.Server, "'server "+s.FullName()+"' : ")
			}
		}
	}
	for _, p := range c.g.Proxies() {
		if p.Front != nil {
			c.claimAddresses(p.Front)
		}
	}
}

func (c *compiler) claimed(err error, at conf.Pos, shape conf.Shape, who string) {
	if err != nil {
		c.alert(at, shape, "%s'guid': %v.", who, err)
	}
}

// claimAddresses counts the addresses of each bind line with a prefix.
func (c *compiler) claimAddresses(f *Frontend) {
	next := map[*conf.Bag]int{}
	for _, l := range f.Listeners {
		prefix, ok := bindGUIDs.Get(l.Bag)
		if !ok {
			continue
		}
		l.GUID = fmt.Sprintf("%s-%d", prefix, next[l.Bag])
		next[l.Bag]++
		if err := c.g.claimGUID(l.GUID, l); err != nil {
			c.alert(conf.Pos{}, conf.Bare, "[%v] : error on GUID generation : %v. You may fix it by adjusting guid-prefix.", l.Pos, err)
			return
		}
	}
}
