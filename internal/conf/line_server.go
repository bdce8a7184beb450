package conf

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A ServerDecl is what a server line declares; a server-template line declares
// one for each of its servers.
type ServerDecl struct {
	Name    string
	Addr    Addr
	Options *Bag
}

// DefaultServer is the bag that the options of server lines inherit from; its
// lines build on each other.
var DefaultServer = Scalar(Spec{
	Name: "default-server", In: Defaults | Backend, Strict: true,
	Usage: "default-server [options]",
	Help:  "Sets options for the server lines below it.",
}, parseDefaultServer)

func parseDefaultServer(a *Args) (*Bag, error) {
	before, _ := Previous[*Bag](a)
	b, err := a.Options(ServerLine, before)
	return b, serverFault(a, "default-server", err)
}

// ParseServer reads `server <name> <address>[:[port]] [options]`. It is a parse
// function for whoever declares the directive.
func ParseServer(a *Args) (ServerDecl, error) {
	var s ServerDecl
	if a.Len() < 2 {
		return s, Shaped(Server, fmt.Errorf("'%s' expects <name> and <addr>[:<port>] as arguments.", a.name))
	}
	s.Name = a.Next().Text
	if c := forbidden(s.Name); c >= 0 {
		return s, Shaped(Server, fmt.Errorf("character '%c' is not permitted in server name '%s'.", s.Name[c], s.Name))
	}
	var err error
	if s.Addr, err = ParseAddr(a.Next().Text, AddrConnect); err != nil {
		return s, serverFault(a, s.Name, err)
	}
	s.Options, err = a.Options(ServerLine, DefaultServer.Or(a.section.Bag, nil))
	if err != nil {
		return s, serverFault(a, s.Name, err)
	}
	if before, taken := a.section.Claim("server", s.Name, a.pos); taken {
		return s, serverFault(a, s.Name, fmt.Errorf(
			"another server named '%s' was already defined at line %d, please use a distinct name.", s.Name, before.Line))
	}
	return s, nil
}

// ParseServerTemplate reads `server-template <prefix> <n|first-last>
// <address>[:port] [options]` and returns its servers, which share their options.
func ParseServerTemplate(a *Args) ([]ServerDecl, error) {
	if a.Len() < 3 {
		return nil, Shaped(Server, fmt.Errorf("'%s' expects <prefix> <nb | range> <addr>[:<port>] as arguments.", a.name))
	}
	prefix, count := a.Next().Text, a.Next().Text
	first, last, ok := parseRange(count)
	if !ok {
		return nil, Shaped(Server, fmt.Errorf("wrong number '%s' for server template: expects <nb> or <first>-<last>.", count))
	}
	addr, err := ParseAddr(a.Next().Text, AddrConnect)
	if err != nil {
		return nil, serverFault(a, prefix, err)
	}
	options, err := a.Options(ServerLine, DefaultServer.Or(a.section.Bag, nil))
	if err != nil {
		return nil, serverFault(a, prefix, err)
	}
	var servers []ServerDecl
	for i := first; i <= last; i++ {
		s := ServerDecl{prefix + strconv.Itoa(i), addr, options}
		if before, taken := a.section.Claim("server", s.Name, a.pos); taken {
			return nil, serverFault(a, s.Name, fmt.Errorf(
				"another server named '%s' was already defined at line %d, please use a distinct name.", s.Name, before.Line))
		}
		servers = append(servers, s)
	}
	return servers, nil
}

// parseRange reads n as 1 to n, or first-last.
func parseRange(text string) (first, last int, ok bool) {
	from, to, found := strings.Cut(text, "-")
	if !found {
		from, to = "1", text
	}
	first, err1 := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	return first, last, err1 == nil && err2 == nil && first >= 0 && first <= last && last-first < 1<<16
}

// serverFault words an error of a server line.
func serverFault(a *Args, server string, err error) error {
	if err == nil {
		return nil
	}
	var oe *OptionError
	text := err.Error()
	if errors.As(err, &oe) {
		text = oe.Text
	}
	return Shaped(Server, fmt.Errorf("'server %s/%s' : %s", a.section.Name, server, text))
}
