package admin

import (
	"slices"
	"strconv"
	"strings"

	"metergate/internal/netio"
	"metergate/internal/proxy"
	"metergate/internal/stick"
)

func init() {
	Register(Command{Name: "show table", Args: "[<table> [<filter>]*]", Help: "report stick tables, or entries of one (filter: data, key, ptr)", Run: runShowTable})
	Register(Command{Name: "clear table", Args: "<table> [<filter>]*", Help: "forget entries of a stick table (filter: data, key, ptr)", Run: runClearTable})
	Register(Command{Name: "set table", Args: "<table> key <k> [data.* <v>]*", Help: "make or change an entry of a stick table", Run: runSetTable})
}

const errNoTable = message("No such table")

// visitStep is how many places of a table are looked at while its shard is locked.
const visitStep = 256

// runShowTable lists the tables, or the entries of one.
func runShowTable(r *Request) error {
	name := r.Arg(0)
	if name == "" {
		for _, t := range slices.Backward(r.Gateway().Tables()) {
			if err := printTable(r, t); err != nil {
				return err
			}
		}
		return nil
	}
	return r.entries(func(t *proxy.Table, q *tableQuery) error {
		if q.one() {
			return r.showOne(t, q)
		}
		if err := printTable(r, t); err != nil {
			return err
		}
		return r.each(t, q, func(e stick.Entry, out []byte) []byte { return appendEntry(out, t, e, e.Refs()) }, nil)
	})
}

func printTable(r *Request, t *proxy.Table) error {
	c, how := t.Config(), ""
	if c.Shared {
		how = ", shared:" + t.Shared()
	}
	return r.Printf("# table: %s, type: %v, size:%d, used:%d%s\n", c.Name, c.Type, c.Size, t.Used(), how)
}

// runClearTable forgets entries that are not in use.
func runClearTable(r *Request) error {
	if r.level < Operator {
		return errDenied
	}
	if r.Arg(0) == "" {
		return message(`Required arguments: <table> "data.<store_data_type>" <operator> <value> or <table> key <key> or <table> ptr <ptr>`)
	}
	return r.entries(func(t *proxy.Table, q *tableQuery) error {
		if q.one() {
			return clearOne(t, q)
		}
		return r.each(t, q, nil, func(ref stick.Ref) { forget(t, ref) })
	})
}

// runSetTable makes or changes an entry.
func runSetTable(r *Request) error {
	if r.level < Operator {
		return errDenied
	}
	t := r.Gateway().Table(r.Arg(0))
	switch {
	case r.Arg(0) == "":
		return message(`"table key" followed by a value expected`)
	case t == nil:
		return errNoTable
	case len(r.Args) < 2:
		return nil
	case r.Arg(1) != "key":
		return message(`Optional argument only supports "data.<store_data_type>" <operator> <value> or key <key> or ptr <ptr>`)
	case r.Arg(2) == "":
		return message("Key value expected")
	case t.Config().Type == stick.Binary:
		return message("Inserting keys into tables of type other than ip, ipv6, string and integer is not supported")
	}
	key, err := t.ParseKey(r.Arg(2))
	if err != nil {
		return message("Invalid key")
	}
	changes, err := parseChanges(t, r.Args[3:])
	if err != nil {
		return err
	}
	now := netio.Clock() / 1e6
	ref, ok := t.Get(key, now)
	if !ok {
		return message("Unable to allocate a new entry")
	}
	e := t.Lock(ref, now)
	for _, c := range changes {
		e.Set(c.data, c.element, c.value)
	}
	e.Touch()
	e.Unlock()
	t.Drop(ref)
	return nil
}

// entries finds the table and the filter that the arguments name, for f.
func (r *Request) entries(f func(t *proxy.Table, q *tableQuery) error) error {
	t := r.Gateway().Table(r.Arg(0))
	if t == nil {
		return errNoTable
	}
	q, err := parseTableQuery(t, r.Args[1:])
	if err != nil {
		return err
	}
	if (q.key != nil || q.pointer != 0) && r.level < Operator {
		return errDenied
	}
	return f(t, q)
}

// showOne shows the entry that the query names, if there is one.
func (r *Request) showOne(t *proxy.Table, q *tableQuery) error {
	now := netio.Clock() / 1e6
	ref, err := q.hold(t, now)
	if err != nil {
		return err
	}
	if err := printTable(r, t); err != nil || !ref.Held() {
		return err
	}
	e := t.Lock(ref, now)
	text := appendEntry(nil, t, e, e.Refs()-1) // we hold it too
	e.Unlock()
	t.Drop(ref)
	_, err = r.Write(text)
	return err
}

// clearOne forgets the entry that the query names, if there is one and nobody uses it.
func clearOne(t *proxy.Table, q *tableQuery) error {
	ref, err := q.hold(t, netio.Clock()/1e6)
	if err == nil && ref.Held() && !forget(t, ref) {
		err = message("Entry currently in use, cannot remove")
	}
	return err
}

// forget ends what is known of an entry that is held; in a shared table, for all gateways. It tells whether it could: an entry that
// somebody uses is not removed.
func forget(t *proxy.Table, ref stick.Ref) bool {
	if !t.Config().Shared {
		return t.Remove(ref)
	}
	e := t.Lock(ref, netio.Clock()/1e6)
	e.Reset()
	e.Unlock()
	t.Drop(ref)
	return true
}

// each writes what show makes of the entries that the query asks for; or it hands each of them to take, held.
func (r *Request) each(t *proxy.Table, q *tableQuery, show func(e stick.Entry, out []byte) []byte, take func(stick.Ref)) error {
	now := netio.Clock() / 1e6
	var text []byte
	var found []uint64
	for c, more := (stick.Cursor{}), true; more; {
		text, found = text[:0], found[:0]
		c, more = t.Visit(c, now, visitStep, func(e stick.Entry) bool {
			switch {
			case !q.holds(e):
			case take != nil:
				found = append(found, e.Index())
			default:
				text = show(e, text)
			}
			return true
		})
		for _, i := range found {
			if ref, ok := t.At(i, now); ok {
				take(ref)
			}
		}
		if _, err := r.Write(text); err != nil {
			return err
		}
	}
	return nil
}

// appendEntry writes an entry's line.
func appendEntry(out []byte, t *proxy.Table, e stick.Entry, refs int) []byte {
	out = append(out, "0x"...)
	out = strconv.AppendUint(out, e.Index(), 16)
	out = append(out, ": key="...)
	out = t.AppendKey(out, e.Key())
	out = append(out, " use="...)
	out = strconv.AppendInt(out, int64(refs), 10)
	out = append(out, " exp="...)
	out = strconv.AppendInt(out, e.ExpiresIn(), 10)
	out = append(out, " shard=0"...)
	for d := range stick.All() {
		n, ok := t.Stores(d)
		if !ok {
			continue
		}
		for i := range n {
			out = append(out, ' ')
			out = append(out, d.Element(i)...)
			if d.Form() == stick.Rate {
				out = append(out, '(')
				out = strconv.AppendInt(out, t.Period(d), 10)
				out = append(out, ')')
			}
			out = append(out, '=')
			if d.Form() == stick.Name {
				out = append(out, nameOrDash(t.NameOf(e.Value(d, i)))...)
				continue
			}
			out = strconv.AppendUint(out, e.Value(d, i), 10)
		}
	}
	return append(out, '\n')
}

func nameOrDash(name string) string {
	if name == "" {
		return "-"
	}
	return strings.ReplaceAll(name, " ", `\ `)
}
