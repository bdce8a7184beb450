package admin

import (
	"maps"
	"slices"
	"strings"

	"metergate/internal/check"
	"metergate/internal/proxy"
)

// A setting is what `set server` changes of a server; args are the words behind its name.
type setting func(r *Request, s *proxy.Server, args []string) error

// settings are the words that may follow the server of `set server`.
var settings = map[string]setting{}

// serverSetting adds a word to `set server`; init functions do it.
func serverSetting(word string, set setting) { settings[word] = set }

func init() {
	Register(Command{Name: "set server", Args: "<bk>/<srv> [opts]", Help: "change a server's state, weight, address or checks", Level: Admin,
		Run: onServer(runSetServer)})
	serverSetting("state", setState)
	serverSetting("health", setHealth)
	serverSetting("agent", setAgent)
	serverSetting("fqdn", setFQDN)
	serverSetting("name", fixedSetting("name"))
	serverSetting("ssl", setSSL)
}

func runSetServer(r *Request, s *proxy.Server) error {
	set, ok := settings[r.Arg(1)]
	if !ok {
		return messagef("usage: set server <backend>/<server> %s", strings.Join(slices.Sorted(maps.Keys(settings)), " | "))
	}
	return set(r, s, r.Args[2:])
}

// setState puts a server to work or takes it away from traffic.
func setState(_ *Request, s *proxy.Server, args []string) error {
	switch first(args) {
	case "ready":
		s.Ready()
	case "drain":
		s.Drain()
	case "maint":
		s.Maint()
	default:
		return message("'set server <srv> state' expects 'ready', 'drain' and 'maint'.")
	}
	return nil
}

// setHealth sets what the checks have found.
func setHealth(_ *Request, s *proxy.Server, args []string) error {
	if s.Tracked() != nil {
		return message("cannot change health on a tracking server.")
	}
	states := map[string]check.Op{"up": check.Running, "stopping": check.Stopping, "down": check.Stopped}
	to, ok := states[first(args)]
	if !ok {
		return message("'set server <srv> health' expects 'up', 'stopping', or 'down'.")
	}
	s.ForceHealth(to)
	return nil
}

// setAgent sets what the agent has said.
func setAgent(_ *Request, s *proxy.Server, args []string) error {
	word := first(args)
	switch {
	case !s.HasAgent():
		return message("agent checks are not enabled on this server.")
	case word != "up" && word != "down":
		return message("'set server <srv> agent' expects 'up' or 'down'.")
	}
	s.ForceAgent(word == "up")
	return nil
}

// setSSL turns the encryption of requests on or off.
func setSSL(r *Request, s *proxy.Server, args []string) error {
	word := first(args)
	switch {
	case word != "on" && word != "off":
		return message("'set server <srv> ssl' expects 'on' or 'off'.")
	case !s.SetSSL(word == "on"):
		return message("'set server <srv> ssl' cannot be set.  default-server should define ssl settings")
	}
	return r.Warnf("server ssl setting updated.")
}

// setFQDN sets the name by which the server's address is asked for.
func setFQDN(r *Request, s *proxy.Server, args []string) error {
	name := first(args)
	switch {
	case name == "":
		return message("set server <b>/<s> fqdn requires a FQDN.")
	case !s.Findable():
		return message("set server <b>/<s> fqdn failed because no resolution is configured.")
	case name == s.Host():
		return r.Warnf("no need to change the FDQN by 'stats socket command'")
	case len(name) > maxFQDN || strings.Trim(name, fqdnBytes) != "":
		return r.Warnf("invalid fqdn '%s' by 'stats socket command'", name)
	}
	before := s.SetHost(name)
	if before == "" {
		before = "(null)"
	}
	return r.Warnf("%s changed its FQDN from %s to %s by 'stats socket command'", s.FullName(), before, name)
}

// What a name may consist of.
const (
	maxFQDN   = 255
	fqdnBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
)

// fixedSetting answers for what the server line fixes for good.
func fixedSetting(word string) setting {
	return func(*Request, *proxy.Server, []string) error {
		return messagef("'set server <srv> %s' cannot be set: the server line fixes it.", word)
	}
}
