package proxy

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"metergate/internal/clock"
	"metergate/internal/conf"
	"metergate/internal/stick"
)

// Stick tables, and how many of their entries a request can track at once.
var (
	dirStickTable = conf.List(conf.Spec{
		Name: "stick-table", In: conf.Listen,
		Usage: "stick-table type {ip | ipv6 | integer | string [len <n>] | binary [len <n>]} size <n> [expire <time>] [nopurge] " +
			"[recv-only] [peers <section>] [shared <table-store>] [write-to <table>] [srvkey {name | addr}] [brates-factor <n>] [store <data>[(<argument>)],...]...",
		Help: "The section's table of what is remembered of keys; rules, ACLs and logs refer to it by the section's name.",
	}, parseStickTable)
	dirStickCounters = conf.Scalar(conf.Spec{
		Name: "tune.stick-counters", In: conf.Global, Usage: "tune.stick-counters <number>",
		Help: "How many entries a connection or a request can track at once: track-sc0 and so on.",
	}, conf.Int(0, maxMarks))
)

// stickTable is what a stick-table line says.
type stickTable struct {
	stick.Config
	byAddr  bool   // servers are known by their addresses
	writeTo string // the table that is told of servers and tags that peers know
	peers   string // the section whose processes keep it alike
	wire    string // its name among them
	shared  string // the table store through which other gateways share it
}

// stickOptions read the options of a stick-table line.
var stickOptions = map[string]func(t *stickTable, a *conf.Args) error{
	"type": parseKeyType,
	"size": func(t *stickTable, a *conf.Args) error {
		n, err := a.Size()
		t.Size = int(min(n, math.MaxInt32))
		return err
	},
	"expire": func(t *stickTable, a *conf.Args) error {
		d, err := a.Duration(time.Millisecond)
		t.Expire = d.Milliseconds()
		return err
	},
	"nopurge": func(t *stickTable, _ *conf.Args) error {
		t.NoPurge = true
		return nil
	},
	"recv-only": func(t *stickTable, _ *conf.Args) error {
		t.RecvOnly = true
		return nil
	},
	"srvkey": func(t *stickTable, a *conf.Args) error {
		word := a.Next().Text
		if word != "name" && word != "addr" {
			return fmt.Errorf("stick-table: unknown server key type '%s', expects 'name' or 'addr'.", word)
		}
		t.byAddr = word == "addr"
		return nil
	},
	"peers": func(t *stickTable, a *conf.Args) (err error) {
		t.peers, err = a.Text("the name of a peers section")
		return err
	},
	"shared": func(t *stickTable, a *conf.Args) (err error) {
		t.shared, err = a.Text("the name of a section table-store")
		t.Shared = true
		return err
	},
	"write-to": func(t *stickTable, a *conf.Args) (err error) {
		t.writeTo, err = a.Text("the name of a stick table")
		return err
	},
	"brates-factor": func(t *stickTable, a *conf.Args) error {
		n, err := strconv.ParseUint(a.Next().Text, 10, 32)
		if err != nil || n == 0 || n > 1024 {
			return fmt.Errorf("stick-table: argument 'brates-factor' must be greater than 0 and lower or equal than 1024.")
		}
		t.Factor = uint32(n)
		return nil
	},
	"store": parseStore,
}

func parseStickTable(a *conf.Args) (stickTable, error) { return parseTable(a, a.Section().Name) }

// parseTable reads the options of a table.
func parseTable(a *conf.Args, name string) (stickTable, error) {
	t := stickTable{wire: name}
	t.Name = name
	t.KeyLen = -1
	for !a.Done() {
		word := a.Next().Text
		option := stickOptions[word]
		if option == nil {
			return t, fmt.Errorf("stick-table: unknown argument '%s'.", word)
		}
		if err := option(&t, a); err != nil {
			return t, err
		}
	}
	switch {
	case t.KeyLen < 0:
		return t, fmt.Errorf("stick-table: missing type.")
	case t.Size == 0:
		return t, fmt.Errorf("stick-table: missing size.")
	}
	if err := t.checkShared(); err != nil {
		return t, err
	}
	return t, t.checkArrays()
}

func parseKeyType(t *stickTable, a *conf.Args) error {
	word := a.Next().Text
	typ, ok := stick.KeyTypeByName(word)
	if !ok {
		return fmt.Errorf("stick-table: unknown type '%s'.", word)
	}
	t.Type, t.KeyLen = typ, typ.Length()
	if typ.Sized() && a.Accept("len") {
		n, err := strconv.Atoi(a.Next().Text)
		if err != nil || n < 1 || n > math.MaxUint16 {
			return fmt.Errorf("'len' expects a positive integer argument.")
		}
		t.KeyLen = n
	}
	return nil
}

// parseStore reads a list of kinds of data, whose arguments may hold commas.
func parseStore(t *stickTable, a *conf.Args) error {
	list, err := a.Text("a list of data")
	if err != nil {
		return err
	}
	for list != "" {
		item, rest := list, ""
		if end := strings.IndexByte(list, ','); end >= 0 {
			if open := strings.IndexByte(list, '('); open >= 0 && open < end {
				end = strings.IndexByte(list, ')') + 1
				if end == 0 {
					return fmt.Errorf("stick-table: missing ')' in '%s'.", list)
				}
			}
			item, rest = list[:end], strings.TrimPrefix(list[end:], ",")
		}
		if err := t.store(a, item); err != nil {
			return err
		}
		list = rest
	}
	return nil
}

func (t *stickTable) store(a *conf.Args, item string) error {
	name, list, given := strings.Cut(item, "(")
	d, ok := stick.DataByName(name)
	if !ok {
		return fmt.Errorf("stick-table: unknown store option '%s'.", name)
	}
	if given && !strings.HasSuffix(list, ")") {
		return fmt.Errorf("stick-table: missing ')' in '%s'.", item)
	}
	s := stick.Store{Data: d, Elements: 1}
	args := strings.Split(strings.TrimSuffix(list, ")"), ",")
	want := 0 // arguments
	if d.Array() {
		want++
	}
	if d.Form() == stick.Rate {
		want++
	}
	switch {
	case want > 0 && (!given || len(args) < want):
		return fmt.Errorf("stick-table: missing argument to store option '%s'.", name)
	case given && len(args) > want || given && want == 0:
		return fmt.Errorf("stick-table: unexpected argument to store option '%s'.", name)
	}
	if d.Array() {
		n, err := strconv.Atoi(args[0])
		if err != nil || n < 1 || n > stick.MaxElements {
			return fmt.Errorf("stick-table: array size is out of allowed range (1-%d) for store option '%s'.", stick.MaxElements, name)
		}
		s.Elements = n
	}
	if d.Form() == stick.Rate {
		period, err := clock.ParseDuration(args[want-1], time.Millisecond)
		if err != nil || period < time.Millisecond {
			return fmt.Errorf("stick-table: invalid period '%s' for store option '%s'.", args[want-1], name)
		}
		s.Period = period.Milliseconds()
	}
	for _, o := range t.Store {
		if o.Data == d {
			a.Warnf("stick-table: store option '%s' already enabled, ignored.", name)
			return nil
		}
	}
	t.Store = append(t.Store, s)
	return nil
}

// checkArrays refuses an array beside the single counters that it takes the place of.
func (t *stickTable) checkArrays() error {
	has := map[stick.Data]bool{}
	for _, s := range t.Store {
		has[s.Data] = true
	}
	for _, c := range []struct {
		array   stick.Data
		singles []stick.Data
		names   string
	}{
		{stick.GPT, []stick.Data{stick.GPT0}, "'gpt' and 'gpt0' in a same table is not permitted as 'gpt' overrides 'gpt0'"},
		{stick.GPC, []stick.Data{stick.GPC0, stick.GPC1}, "'gpc' and 'gpc[0/1]' in a same table is not permitted as 'gpc' overrides 'gpc[0/1]'"},
		{stick.GPCRate, []stick.Data{stick.GPC0Rate, stick.GPC1Rate},
			"'gpc_rate' and 'gpc[0/1]_rate' in a same table is not permitted as 'gpc_rate' overrides 'gpc[0/1]_rate'"},
	} {
		for _, s := range c.singles {
			if has[c.array] && has[s] {
				return fmt.Errorf("stick-table: simultaneous usage of %s.", c.names)
			}
		}
	}
	return nil
}
