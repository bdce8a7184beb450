package proxy

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"metergate/internal/balance"
	"metergate/internal/conf"
)

// A serverLine is one line `server <name> <address> [options]`.
type serverLine struct {
	name string
	addr conf.Addr
	bag  *conf.Bag
}

var dirServer, dirDefaultServer = declareServer()

func declareServer() (*conf.ListKey[serverLine], *conf.Key[*conf.Bag]) {
	var defaults *conf.Key[*conf.Bag]
	defaults = conf.Scalar(conf.Spec{
		Name: "default-server", In: conf.Defaults | conf.Backend, Usage: "default-server [<option>...]",
		Help:   "Options of the server lines that follow; several lines add up.",
		Strict: true,
	}, func(a *conf.Args) (*conf.Bag, error) {
		before, _ := defaults.Get(a.Section().Bag)
		bag, err := a.Options(conf.ServerLine, before)
		if err == nil && srvGUID.Own(bag) {
			err = conf.Shaped(conf.Server, errors.New("'guid' option is not accepted in default-server sections"))
		}
		return bag, err
	})
	servers := conf.List(conf.Spec{
		Name: "server", In: conf.Backend, Usage: "server <name> <address>[:<port>] [<option>...]",
		Help:   "Declares a server of the backend.",
		Strict: true,
	}, func(a *conf.Args) (serverLine, error) {
		before, _ := defaults.Get(a.Section().Bag)
		return parseServer(a, before)
	})
	return servers, defaults
}

func parseServer(a *conf.Args, defaults *conf.Bag) (serverLine, error) {
	if a.Len() < 2 {
		return serverLine{}, errors.New("'server' expects <name> and <addr>[:<port>] as arguments.")
	}
	line := serverLine{name: a.Next().Text}
	var err error
	if line.addr, err = conf.ParseAddr(a.NextAddr(), conf.AddrConnect); err != nil {
		return line, err
	}
	if err := checkName("server", line.name); err != nil {
		return line, err
	}
	if before, taken := a.Section().Claim("server", line.name, a.Pos()); taken {
		return line, fmt.Errorf("another server named '%s' was already defined at line %d, please use a distinct name.", line.name, before.Line)
	}
	line.bag, err = a.Options(conf.ServerLine, defaults)
	return line, err
}

// checkName refuses names that outputs and commands could not tell apart.
func checkName(kind, name string) error {
	if i := StrangeIn(name); i >= 0 {
		return fmt.Errorf("character '%c' is not permitted in '%s' name '%s'.", name[i], kind, name)
	}
	return nil
}

// StrangeIn returns where the first byte is that no name may have, -1 for nowhere.
func StrangeIn(name string) int {
	return strings.IndexFunc(name, func(c rune) bool { return c > 127 || !strings.ContainsRune("-_.:", c) && !isAlnum(byte(c)) })
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// What a server takes.
var (
	srvID        = serverInt("id", "id <number>", "Fixes the number of the server (column sid).", 1, math.MaxInt32)
	srvWeight    = usualInt("weight", "weight <weight>", "1", "The server's share of the load relative to the others; 0 takes no new load.", 0, balance.MaxWeight)
	srvMaxconn   = serverInt("maxconn", "maxconn <conns>", "The requests the server may work on at once; more wait in the queue. 0 is no limit.", 0, math.MaxInt32)
	srvMinconn   = serverInt("minconn", "minconn <conns>", "Makes the limit grow with the backend's load, from this to maxconn.", 0, math.MaxInt32)
	srvMaxqueue  = serverInt("maxqueue", "maxqueue <requests>", "The requests that may wait for this very server; more go elsewhere. 0 is no limit.", 0, math.MaxInt32)
	srvMaxReuse  = serverInt("max-reuse", "max-reuse <requests>", "How often a connection may be used again; -1 is no limit.", -1, math.MaxInt32)
	srvPoolMax   = serverInt("pool-max-conn", "pool-max-conn <conns>", "The idle connections that are kept; -1 is no limit, 0 keeps none.", -1, math.MaxInt32)
	srvPoolPurge = conf.Scalar(conf.Spec{
		Name: "pool-purge-delay", In: conf.ServerLine, Usage: "pool-purge-delay <time>", Default: "5s",
		Help: "How long an idle connection is kept before half of the surplus is closed.",
	}, milliseconds)
	srvSlowstart = serverTime("slowstart", "slowstart <time>", "How long the weight takes to grow to its full value after the server has come up.")
	srvCookie    = serverText("cookie", "cookie <value>", "What the persistence cookie holds for this server.", "a value")
	srvTrack     = serverText("track", "track [<backend>/]<server>", "Takes the health of another server instead of checking this one.", "[<proxy>/]<server>")
	srvBackup    = serverFlag("backup", "The server is used only when no other is left.")
	srvDisabled  = serverFlag("disabled", "The server starts in maintenance.")
	srvEnabled   = serverFlag("enabled", "Takes back `disabled` of a default-server line.")
	srvHashKey   = conf.Scalar(conf.Spec{
		Name: "hash-key", In: conf.ServerLine, Usage: "hash-key {id | addr | addr-port}",
		Help: "By what the server is placed in a consistent hash.",
	}, func(a *conf.Args) (balance.HashKey, error) {
		word, err := a.Text("'id', 'addr' or 'addr-port'")
		if err != nil {
			return 0, err
		}
		return balance.ParseHashKey(word)
	})
)

func serverInt(name, usage, help string, low, high int64) *conf.Key[int64] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.ServerLine, Usage: usage, Help: help}, conf.Int(low, high))
}

// usualInt is serverInt for a number that has a fixed value where it is absent.
func usualInt(name, usage, usual, help string, low, high int64) *conf.Key[int64] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.ServerLine, Usage: usage, Default: usual, Help: help}, conf.Int(low, high))
}

func serverTime(name, usage, help string) *conf.Key[time.Duration] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.ServerLine, Usage: usage, Help: help}, milliseconds)
}

// serverPace is a key for a time that must pass between two checks, which never go without a pause.
func serverPace(name, usage, usual, help string) *conf.Key[time.Duration] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.ServerLine, Usage: usage, Default: usual, Help: help}, func(a *conf.Args) (time.Duration, error) {
		d, err := milliseconds(a)
		if err == nil && d == 0 {
			err = fmt.Errorf("invalid value 0 for argument '%s'.", name)
		}
		return d, err
	})
}

func serverText(name, usage, help, what string) *conf.Key[string] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.ServerLine, Usage: usage, Help: help},
		func(a *conf.Args) (string, error) { return a.Text(what) })
}

func serverFlag(name, help string) *conf.Key[bool] {
	return conf.Flag(conf.Spec{Name: name, In: conf.ServerLine, Usage: name, Help: help, No: true})
}
