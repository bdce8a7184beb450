package proxy

import (
	"fmt"
	"slices"
	"strings"

	"metergate/internal/conf"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "peers", In: conf.Peers, Name: conf.MustName,
		Help: "Processes that keep stick tables alike, each telling the others of what it counts.",
	})
	conf.Refuse("log", conf.Peers, notLogged)
	conf.Refuse("shards", conf.Peers, "every peer is told of all keys in this version")
}

const notLogged = "connections of peers are not logged; `show peers` tells of them"

// A peerLine is one process of a peers section.
type peerLine struct {
	name string
	addr conf.Addr
	here bool // an address was given
	bag  *conf.Bag
}

// A peerBind is one bind line of a peers section.
type peerBind struct {
	addrs []conf.Addr
	text  string
	bag   *conf.Bag
}

// What a peers section holds.
var (
	dirPeerDefaultBind   = peerDefaults("default-bind", conf.BindLine, "Options of the bind lines that follow.")
	dirPeerDefaultServer = peerDefaults("default-server", conf.ServerLine, "Options of the lines `peer` and `server` that follow.")
	dirPeer              = conf.List(conf.Spec{
		Name: "peer", In: conf.Peers, Usage: "peer <name> <address>:<port> [<option>...]",
		Help: "A process of the section; the one with the name of this process (-L, localpeer, else that of the host) is where it listens.",
	}, parsePeer)
	dirPeerServer = conf.List(conf.Spec{
		Name: "server", In: conf.Peers, Usage: "server <name> [<address>:<port>] [<option>...]",
		Help: "As peer; this process has no address there when a bind line says where it listens. The options are those of encryption that servers have.",
	}, parsePeer)
	dirPeerBind = conf.List(conf.Spec{
		Name: "bind", In: conf.Peers, Usage: "bind <address>:<port> [<option>...]",
		Help: "Where this process listens for its peers. The options are those of encryption that frontends have.",
	}, parsePeerBind)
	dirPeerTable = conf.List(conf.Spec{
		Name: "table", In: conf.Peers, Usage: "table <name> type <type> size <n> [<option>...]",
		Help: "A stick table of the section itself, for rules under the name <section>/<name>; its options are those of stick-table.",
	}, func(a *conf.Args) (stickTable, error) {
		name, err := a.Text("the name of a table")
		if err != nil {
			return stickTable{}, err
		}
		t, err := parseTable(a, a.Section().Name+"/"+name)
		t.wire = "/" + name
		if err == nil && t.peers != "" {
			err = fmt.Errorf("'table' : 'peers' is for tables of other sections.")
		}
		return t, err
	})
	dirPeersDisabled = conf.Flag(conf.Spec{Name: "disabled", In: conf.Peers, Usage: "disabled", Help: "Leaves the section out; its tables stay local."})
	dirPeersEnabled  = conf.Flag(conf.Spec{Name: "enabled", In: conf.Peers, Usage: "enabled", Help: "Takes back `disabled`."})
)

// peerDefaults declares what lines that follow inherit.
func peerDefaults(name string, scope conf.Scope, help string) *conf.Key[*conf.Bag] {
	var key *conf.Key[*conf.Bag]
	key = conf.Scalar(conf.Spec{Name: name, In: conf.Peers, Usage: name + " [<option>...]", Help: help, Strict: true},
		func(a *conf.Args) (*conf.Bag, error) {
			before, _ := key.Get(a.Section().Bag)
			return peerOptions(a, scope, before)
		})
	return key
}

// peerOptions reads the options of a line, which are about encryption: peers have no others.
func peerOptions(a *conf.Args, scope conf.Scope, before *conf.Bag) (*conf.Bag, error) {
	line := a.Name()
	bag, err := a.Options(scope, before)
	if err != nil {
		return bag, err
	}
	for _, name := range bag.Names() {
		if !isTLSOption(name) {
			return bag, fmt.Errorf("'%s' : '%s' is not supported for peers, expects options of encryption such as ssl, crt, ca-file and verify.", line, name)
		}
	}
	return bag, nil
}

// isTLSOption reports whether an option of a line is about encryption.
func isTLSOption(name string) bool {
	for _, prefix := range []string{"ssl", "crt", "ca-", "crl-", "no-tls", "no-ssl", "force-", "tls"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return slices.Contains([]string{"verify", "verifyhost", "ciphers", "ciphersuites", "curves", "ecdhe", "default-crt", "strict-sni", "no-ca-names"}, name)
}

func parsePeerBind(a *conf.Args) (line peerBind, err error) {
	line.text = a.NextAddr()
	if line.addrs, err = conf.ParseListen(line.text); err != nil {
		return line, err
	}
	before, _ := dirPeerDefaultBind.Get(a.Section().Bag)
	line.bag, err = peerOptions(a, conf.BindLine, before)
	return line, err
}

func parsePeer(a *conf.Args) (line peerLine, err error) {
	before, _ := dirPeerDefaultServer.Get(a.Section().Bag)
	line.bag = conf.NewBag(before)
	if line.name, err = a.Text("a name"); err != nil {
		return line, err
	}
	if before, taken := a.Section().Claim("peer", line.name, a.Pos()); taken {
		return line, fmt.Errorf("another peer named '%s' was already defined at line %d, please use a distinct name.", line.name, before.Line)
	}
	if a.Done() {
		return line, nil
	}
	line.here = true
	if line.addr, err = conf.ParseAddr(a.NextAddr(), conf.AddrConnect); err != nil {
		return line, err
	}
	line.bag, err = peerOptions(a, conf.ServerLine, before)
	return line, err
}
