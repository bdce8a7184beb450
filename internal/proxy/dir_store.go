package proxy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"metergate/internal/conf"
	"metergate/internal/stick"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "table-store", In: conf.TableStore, Name: conf.MustName,
		Help: "A Redis through which gateways share stick tables, for quotas that outgrow one machine. See doc/quotas.md.",
	})
}

// What a section table-store holds.
var (
	dirStoreServer = conf.List(conf.Spec{
		Name: "server", In: conf.TableStore,
		Usage:  "server <name> <address>[:<port>] [ssl [verify {none | required}] [ca-file <file>] [verifyhost <name>] [crt <file>]]",
		Help:   "A Redis, or what speaks like one (5.0 and later, no cluster). Of several the first that answers is used; one that is back takes over from those behind it.",
		Strict: true,
	}, parseStoreServer)
	dirStorePrefix = conf.Scalar(conf.Spec{
		Name: "prefix", In: conf.TableStore, Usage: "prefix <text>",
		Help: "How the names of all keys begin, before a colon; metergate:<name of the section> when absent. Gateways that share have the same.",
	}, parseStorePrefix)
	dirStoreSync = conf.Scalar(conf.Spec{
		Name: "sync", In: conf.TableStore, Usage: "sync <time>", Help: "The time between two exchanges, 10ms to 1m; 500ms when absent.",
	}, storeTime(10*time.Millisecond, time.Minute))
	dirStoreStaleness = conf.Scalar(conf.Spec{
		Name: "max-staleness", In: conf.TableStore, Usage: "max-staleness <time>",
		Help: "For how long what others have in use (conn_cur) is known without an exchange, at least twice sync, and how long the store may take to answer, up to 5s; 5s when absent.",
	}, storeTime(20*time.Millisecond, time.Hour))
	dirStoreAuth = conf.Scalar(conf.Spec{
		Name: "auth", In: conf.TableStore, Usage: "auth {env <variable> | file <path>} [user <name>]",
		Help: "The password, from the environment or the first line of a file, and the user when it is not the default one.",
	}, parseStoreAuth)
)

// Usual times of a store.
const (
	usualSync      = 500 * time.Millisecond
	usualStaleness = 5 * time.Second
)

// storeTime reads a time within bounds.
func storeTime(least, most time.Duration) func(a *conf.Args) (time.Duration, error) {
	return func(a *conf.Args) (time.Duration, error) {
		d, err := milliseconds(a)
		if err == nil && (d < least || d > most) {
			err = fmt.Errorf("'%s' expects a time from %v to %v.", a.Name(), least, most)
		}
		return d, err
	}
}

// storeOptions are the options of server lines that mean something for a store.
var storeOptions = []string{"ssl", "verify", "ca-file", "verifyhost", "crt"}

func parseStoreServer(a *conf.Args) (line serverLine, err error) {
	if a.Len() < 2 {
		return line, errors.New("'server' expects <name> and <addr>[:<port>] as arguments.")
	}
	line.name = a.Next().Text
	if err := checkName("server", line.name); err != nil {
		return line, err
	}
	if before, taken := a.Section().Claim("server", line.name, a.Pos()); taken {
		return line, fmt.Errorf("another server named '%s' was already defined at line %d, please use a distinct name.", line.name, before.Line)
	}
	if line.addr, err = conf.ParseAddr(a.NextAddr(), conf.AddrConnect); err != nil {
		return line, err
	}
	switch f := line.addr.Family; {
	case f != conf.Host && f != conf.Inet && f != conf.Unix, f == conf.Inet && !line.addr.IP.IsValid():
		return line, fmt.Errorf("'server %s' : a table store is reached by a name, an IP address or a path, not at '%s'.", line.name, line.addr.Text)
	case line.addr.Relative:
		return line, fmt.Errorf("'server %s' : '%s' has no port of its own.", line.name, line.addr.Text)
	}
	if line.bag, err = a.Options(conf.ServerLine, nil); err != nil {
		return line, err
	}
	for _, name := range line.bag.Names() {
		if !slices.Contains(storeOptions, name) {
			return line, fmt.Errorf("'server %s' : '%s' is no option of a table store, expects %s.", line.name, name, strings.Join(storeOptions, ", "))
		}
	}
	return line, nil
}

// maxPrefix bounds what every key begins with.
const maxPrefix = 128

func parseStorePrefix(a *conf.Args) (string, error) {
	text, err := a.Text("a text")
	if err != nil {
		return "", err
	}
	for _, c := range []byte(text) {
		if !isAlnum(c) && !strings.ContainsRune("-_.:/{}", rune(c)) {
			return "", fmt.Errorf("'prefix' : the character '%c' is not permitted in '%s', expects letters, digits and - _ . : / { }.", c, text)
		}
	}
	if text == "" || len(text) > maxPrefix {
		return "", fmt.Errorf("'prefix' expects 1 to %d characters.", maxPrefix)
	}
	return text, nil
}

// A storeAuth says where a password is.
type storeAuth struct {
	from, name string // env and a variable, or file and a path
	user       string
}

func parseStoreAuth(a *conf.Args) (s storeAuth, err error) {
	s.from = a.Next().Text
	if s.from != "env" && s.from != "file" {
		return s, fmt.Errorf("'auth' expects 'env' or 'file', not '%s': passwords do not stand in configurations.", s.from)
	}
	if s.name, err = a.Text("the name of a variable, or a path"); err == nil && a.Accept("user") {
		s.user, err = a.Text("the name of a user")
	}
	return s, err
}

// checkShared refuses what a table cannot have that is shared through a store.
func (t *stickTable) checkShared() error {
	if !t.Shared {
		return nil
	}
	switch {
	case t.Expire == 0:
		return errors.New("stick-table: 'shared' wants 'expire', after which the store forgets a key.")
	case t.peers != "":
		return errors.New("stick-table: a table is kept alike by 'peers' or 'shared' through a store, not both.")
	case t.writeTo != "" || t.RecvOnly:
		return errors.New("stick-table: 'write-to' and 'recv-only' are for tables with 'peers', not for 'shared' ones.")
	}
	for _, s := range t.Store {
		if s.Data == stick.ServerID || s.Data == stick.ServerKey {
			return fmt.Errorf("stick-table: '%v' cannot be shared through a store: use 'peers'.", s.Data)
		}
	}
	return nil
}
