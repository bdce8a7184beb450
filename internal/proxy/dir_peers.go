package proxy

import (
	"fmt"

	"metergate/internal/conf"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "peers", In: conf.Peers, Name: conf.MustName,
		Help: "Processes that keep stick tables alike, each telling the others of what it counts.",
	})
	conf.Refuse("default-bind", conf.Peers, "connections with peers are plain TCP in this version")
	conf.Refuse("default-server", conf.Peers, "connections with peers are plain TCP in this version")
	conf.Refuse("log", conf.Peers, notLogged)
	conf.Refuse("shards", conf.Peers, "every peer is told of all keys in this version")
}

const notLogged = "connections of peers are not logged; `show peers` tells of them"

// A peerLine is one process of a peers section.
type peerLine struct {
	name string
	addr conf.Addr
	here bool // an address was given
}

// What a peers section holds.
var (
	dirPeer = conf.List(conf.Spec{
		Name: "peer", In: conf.Peers, Usage: "peer <name> <address>:<port>",
		Help: "A process of the section; the one with the name of this process (-L, localpeer, else that of the host) is where it listens.",
	}, parsePeer)
	dirPeerServer = conf.List(conf.Spec{
		Name: "server", In: conf.Peers, Usage: "server <name> [<address>:<port>]",
		Help: "As peer; this process has no address there when a bind line says where it listens.",
	}, parsePeer)
	dirPeerBind = conf.List(conf.Spec{
		Name: "bind", In: conf.Peers, Usage: "bind <address>:<port>",
		Help: "Where this process listens for its peers.",
	}, func(a *conf.Args) ([]conf.Addr, error) { return conf.ParseListen(a.NextAddr()) })
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

func parsePeer(a *conf.Args) (line peerLine, err error) {
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
	line.addr, err = conf.ParseAddr(a.NextAddr(), conf.AddrConnect)
	return line, err
}
