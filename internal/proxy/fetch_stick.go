package proxy

import (
	"fmt"

	"metergate/internal/netio"
	"metergate/internal/sample"
	"metergate/internal/stick"
)

// A tableOp is what fetches and converters do with an entry of a stick table. Each has four families of names: sc_ and
// sc0_ to sc2_ work on a tracked entry, src_ on that of the client's address, table_ on that of a sample.
type tableOp struct {
	name  string // behind sc_ and src_
	conv  string // behind table_, where it differs
	help  string
	index bool // the first argument is the element of an array
	makes bool // an entry that is not there is made
	do    func(e stick.Entry, i int) int64
}

// tableOps are all of them.
func tableOps() []tableOp {
	ops := []tableOp{
		{name: "kbytes_in", help: "Bytes of requests, in kB", do: kilobytes(stick.BytesInCnt)},
		{name: "kbytes_out", help: "Bytes of responses, in kB", do: kilobytes(stick.BytesOutCnt)},
		{name: "get_gpt", conv: "gpt", index: true, help: "Element of the array of tags", do: readElement(stick.GPT)},
		{name: "get_gpc", conv: "gpc", index: true, help: "Element of the array of counters", do: readElement(stick.GPC)},
		{name: "gpc_rate", index: true, help: "Increases in the last period of an element of the array of counters", do: readElement(stick.GPCRate)},
		{name: "inc_gpc", index: true, makes: true, help: "Increases an element of the array of counters; its new value", do: increase},
		{name: "clr_gpc", index: true, makes: true, help: "Clears an element of the array of counters; its value before", do: empty},
		{name: "get_gpt0", conv: "gpt0", help: "The first tag", do: single(stick.GPT0, stick.GPT, 0)},
		{name: "trackers", help: "How many connections and requests track the entry now", do: func(e stick.Entry, _ int) int64 { return int64(e.Refs() - 1) }},
	}
	for n, c := range gpcs {
		word := [...]string{"first", "second"}[n]
		ops = append(ops,
			tableOp{name: fmt.Sprintf("get_gpc%d", n), conv: fmt.Sprintf("gpc%d", n), help: "The " + word + " counter", do: single(c.count, stick.GPC, n)},
			tableOp{name: fmt.Sprintf("gpc%d_rate", n), help: "Increases of the " + word + " counter in the last period", do: single(c.rate, stick.GPCRate, n)},
			tableOp{name: fmt.Sprintf("inc_gpc%d", n), makes: true, help: "Increases the " + word + " counter; its new value",
				do: func(e stick.Entry, _ int) int64 { return increaseSingle(e, n, 1) }},
			tableOp{name: fmt.Sprintf("clr_gpc%d", n), makes: true, help: "Clears the " + word + " counter; its value before",
				do: func(e stick.Entry, _ int) int64 { return emptySingle(e, n) }},
		)
	}
	for _, r := range tableReadings {
		ops = append(ops, tableOp{name: r.data.String(), help: r.help, do: readElement(r.data)})
	}
	return ops
}

// tableReadings are the data that are only read.
var tableReadings = []struct {
	data stick.Data
	help string
}{
	{stick.ConnCnt, "Connections"},
	{stick.ConnCur, "Connections now"},
	{stick.ConnRate, "Connections in the last period"},
	{stick.SessCnt, "Sessions"},
	{stick.SessRate, "Sessions in the last period"},
	{stick.HTTPReqCnt, "Requests"},
	{stick.HTTPReqRate, "Requests in the last period"},
	{stick.HTTPErrCnt, "Errors of the client"},
	{stick.HTTPErrRate, "Errors of the client in the last period"},
	{stick.HTTPFailCnt, "Failures of servers"},
	{stick.HTTPFailRate, "Failures of servers in the last period"},
	{stick.BytesInRate, "Bytes of requests in the last period"},
	{stick.BytesOutRate, "Bytes of responses in the last period"},
	{stick.GlitchCnt, "Oddities of the protocol"},
	{stick.GlitchRate, "Oddities of the protocol in the last period"},
}

// gpcs are the general purpose counters that are no element of an array, with their rates.
var gpcs = [...]struct{ count, rate stick.Data }{{stick.GPC0, stick.GPC0Rate}, {stick.GPC1, stick.GPC1Rate}}

func readElement(d stick.Data) func(stick.Entry, int) int64 {
	return func(e stick.Entry, i int) int64 { return int64(e.Value(d, i)) }
}

func kilobytes(d stick.Data) func(stick.Entry, int) int64 {
	return func(e stick.Entry, _ int) int64 { return int64(e.Value(d, 0) >> 10) }
}

// single reads a datum of its own, or where the table has an array instead its element n.
func single(d, array stick.Data, n int) func(stick.Entry, int) int64 {
	return func(e stick.Entry, _ int) int64 {
		if e.Has(d, 0) {
			return int64(e.Value(d, 0))
		}
		return int64(e.Value(array, n))
	}
}

// increase counts 1 in element i of the array of counters and of that of their rates.
func increase(e stick.Entry, i int) int64 { return addElement(e, i, 1) }

func addElement(e stick.Entry, i int, n int64) int64 {
	e.Add(stick.GPC, i, n)
	e.Add(stick.GPCRate, i, n)
	e.Touch()
	if e.Has(stick.GPC, i) {
		return int64(e.Value(stick.GPC, i))
	}
	return int64(e.Value(stick.GPCRate, i))
}

func empty(e stick.Entry, i int) int64 {
	was := e.Value(stick.GPC, i)
	e.Set(stick.GPC, i, 0)
	e.Touch()
	return int64(was)
}

// increaseSingle counts k in the counter n and in its rate, whichever the table has.
func increaseSingle(e stick.Entry, n int, k int64) int64 {
	c := gpcs[n]
	if !e.Has(c.count, 0) && !e.Has(c.rate, 0) {
		return addElement(e, n, k)
	}
	e.Add(c.count, 0, k)
	e.Add(c.rate, 0, k)
	e.Touch()
	if e.Has(c.count, 0) {
		return int64(e.Value(c.count, 0))
	}
	return int64(e.Value(c.rate, 0))
}

func emptySingle(e stick.Entry, n int) int64 {
	c := gpcs[n].count
	if !e.Has(c, 0) {
		return empty(e, n)
	}
	was := e.Value(c, 0)
	e.Set(c, 0, 0)
	e.Touch()
	return int64(was)
}

// Arguments of the families.
var (
	argElement = sample.Arg{Name: "idx", Kind: sample.ArgInt}
	argMark    = sample.Arg{Name: "ctr", Kind: sample.ArgInt}
	argTable   = sample.Arg{Name: "table", Kind: sample.ArgTable}
	argOther   = sample.Arg{Name: "table", Kind: sample.ArgTable, Optional: true}
)

func init() {
	for _, op := range tableOps() {
		op.register()
	}
	for i := -1; i < usualMarks; i++ {
		registerMark(i)
	}
	registerSizes()
}

// register declares the op's names.
func (op tableOp) register() {
	var index []sample.Arg
	if op.index {
		index = []sample.Arg{argElement}
	}
	n := len(index)
	sample.RegisterFetch(sample.Fetch{
		Name: "sc_" + op.name, Args: append(index[:n:n], argMark, argOther), Out: sample.Int, Needs: sample.Internal,
		Help: op.help + ", of a tracked entry.",
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			return op.ofMark(cx, op.element(a), int(a.Int(n)), a[n+1])
		},
	}, sample.Fetch{
		Name: "src_" + op.name, Args: append(index[:n:n], argTable), Out: sample.Int, Needs: sample.Client4,
		Help: op.help + ", of the entry of the client's address.",
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			src, ok := clientAddr(cx)
			if !ok {
				return sample.Value{}, false
			}
			return op.ofKey(cx, op.element(a), a[n].Ref.(*Table), src)
		},
	})
	for i := range usualMarks {
		if op.index && (op.name != "clr_gpc" || i != 1) {
			continue // of the arrays, the reference has but this one
		}
		sample.RegisterFetch(sample.Fetch{
			Name: fmt.Sprintf("sc%d_%s", i, op.name), Args: append(index[:n:n], argOther), Out: sample.Int, Needs: sample.Internal,
			Help: fmt.Sprintf("%s, of the entry tracked as number %d.", op.help, i),
			Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
				return op.ofMark(cx, op.element(a), i, a[n])
			},
		})
	}
	conv := op.name
	if op.conv != "" {
		conv = op.conv
	}
	sample.RegisterConverter(sample.Converter{
		Name: "table_" + conv, Args: append(index[:n:n], argTable), In: sample.Any, Out: sample.Int,
		Help: op.help + ", of the entry of the sample.",
		Apply: func(cx *sample.Ctx, v sample.Value, a sample.Args) (sample.Value, bool) {
			return op.ofKey(cx, op.element(a), a[n].Ref.(*Table), v)
		},
	})
}

// element is the first argument where the op has an array's element.
func (op tableOp) element(a sample.Args) int {
	if op.index {
		return int(a.Int(0))
	}
	return 0
}

// ofMark works on what is tracked as number i, or on the entry of the same key in another table.
func (op tableOp) ofMark(cx *sample.Ctx, element, i int, other sample.ArgValue) (sample.Value, bool) {
	m, ok := markOf(cx, i)
	if !ok {
		return sample.Value{}, false
	}
	now := tableClock(cx)
	if other.Ref == nil {
		e := m.table.Lock(m.ref, now)
		defer e.Unlock()
		return sample.IntOf(op.tracked(e, element)), true
	}
	key, ok := m.key(cx, now)
	if !ok {
		return sample.Value{}, false
	}
	return op.ofKey(cx, element, other.Ref.(*Table), key)
}

// tracked works on an entry that is held by its tracker, not by us.
func (op tableOp) tracked(e stick.Entry, element int) int64 {
	if op.name == "trackers" {
		return int64(e.Refs())
	}
	return op.do(e, element)
}

// ofKey works on the entry of a sample; without an entry the value is 0.
func (op tableOp) ofKey(cx *sample.Ctx, element int, t *Table, v sample.Value) (sample.Value, bool) {
	now := tableClock(cx)
	ref, ok := t.find(cx, v, op.makes, now)
	if !ok {
		return sample.IntOf(0), true
	}
	e := t.Lock(ref, now)
	n := op.do(e, element)
	e.Unlock()
	t.Drop(ref)
	return sample.IntOf(n), true
}

// key gives the key of a mark as a sample.
func (m mark) key(cx *sample.Ctx, now int64) (sample.Value, bool) {
	e := m.table.Lock(m.ref, now)
	defer e.Unlock()
	return m.table.value(cx, e.Key())
}

// tableClock is the time of stick tables, in ms.
func tableClock(cx *sample.Ctx) int64 {
	if s := streamOf(cx); s != nil {
		return s.lane.loop.Now() / 1e6
	}
	return netio.Clock() / 1e6
}

// clientAddr is the address of the client.
func clientAddr(cx *sample.Ctx) (sample.Value, bool) {
	if s := streamOf(cx); s != nil {
		return addrValue(s.from())
	}
	return sample.Value{}, false
}

// registerMark declares what tells of a mark itself: number i, or with -1 the one that an argument names.
func registerMark(i int) {
	prefix, args := fmt.Sprintf("sc%d_", i), []sample.Arg(nil)
	if i < 0 {
		prefix, args = "sc_", []sample.Arg{argMark}
	}
	number := func(a sample.Args) int {
		if i < 0 {
			return int(a.Int(0))
		}
		return i
	}
	sample.RegisterFetch(sample.Fetch{
		Name: prefix + "key", Args: args, Out: sample.Any, Needs: sample.Internal, Help: "The key of a tracked entry.",
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			if m, ok := markOf(cx, number(a)); ok {
				return m.key(cx, tableClock(cx))
			}
			return sample.Value{}, false
		},
	}, sample.Fetch{
		Name: prefix + "tracked", Args: append(args[:len(args):len(args)], argOther), Out: sample.Bool, Needs: sample.Internal,
		Help: "True when an entry is tracked.",
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			m, ok := markOf(cx, number(a))
			if other := a[len(a)-1].Ref; ok && other != nil {
				key, _ := m.key(cx, tableClock(cx))
				ok = known(cx, other.(*Table), key)
			}
			return sample.BoolOf(ok), true
		},
	})
}

// known tells whether a table has the entry of a sample.
func known(cx *sample.Ctx, t *Table, v sample.Value) bool {
	ref, ok := t.find(cx, v, false, tableClock(cx))
	if ok {
		t.Drop(ref)
	}
	return ok
}

// registerSizes declares what tells of tables and of entries as such.
func registerSizes() {
	sample.RegisterFetch(sample.Fetch{
		Name: "table_cnt", Args: []sample.Arg{argTable}, Out: sample.Int, Needs: sample.Internal, Help: "Entries of a stick table.",
		Get: func(_ *sample.Ctx, a sample.Args) (sample.Value, bool) {
			return sample.IntOf(int64(a[0].Ref.(*Table).Used())), true
		},
	}, sample.Fetch{
		Name: "table_avl", Args: []sample.Arg{argTable}, Out: sample.Int, Needs: sample.Internal, Help: "Entries that a stick table has room for.",
		Get: func(_ *sample.Ctx, a sample.Args) (sample.Value, bool) {
			t := a[0].Ref.(*Table)
			return sample.IntOf(int64(t.Config().Size - t.Used())), true
		},
	}, sample.Fetch{
		Name: "src_updt_conn_cnt", Args: []sample.Arg{argTable}, Out: sample.Int, Needs: sample.Client4,
		Help: "Counts a connection of the client's address; how many there were.",
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			src, ok := clientAddr(cx)
			if !ok {
				return sample.Value{}, false
			}
			return updateConnCount.ofKey(cx, 0, a[0].Ref.(*Table), src)
		},
	})
	sample.RegisterConverter(sample.Converter{
		Name: "in_table", Args: []sample.Arg{argTable}, In: sample.Any, Out: sample.Bool, Help: "True when the table has an entry of the sample.",
		Apply: func(cx *sample.Ctx, v sample.Value, a sample.Args) (sample.Value, bool) {
			return sample.BoolOf(known(cx, a[0].Ref.(*Table), v)), true
		},
	}, timeConverter("table_expire", "How long the entry of the sample lives if nothing touches it, in ms; else the default.",
		func(e stick.Entry, _ int64) int64 { return e.ExpiresIn() },
	), timeConverter("table_idle", "How long ago the entry of the sample was touched, in ms; else the default.",
		func(e stick.Entry, life int64) int64 { return max(life-e.ExpiresIn(), 0) },
	))
}

var updateConnCount = tableOp{makes: true, do: func(e stick.Entry, _ int) int64 {
	e.Add(stick.ConnCnt, 0, 1)
	e.Touch()
	return int64(e.Value(stick.ConnCnt, 0))
}}

// timeConverter declares a converter that reads a time of an entry, with a default where there is no entry.
func timeConverter(name, help string, read func(e stick.Entry, life int64) int64) sample.Converter {
	return sample.Converter{
		Name: name, Args: []sample.Arg{argTable, {Name: "default", Kind: sample.ArgInt, Optional: true}}, In: sample.Any, Out: sample.Int, Help: help,
		Apply: func(cx *sample.Ctx, v sample.Value, a sample.Args) (sample.Value, bool) {
			t, now := a[0].Ref.(*Table), tableClock(cx)
			ref, ok := t.find(cx, v, false, now)
			if !ok {
				return sample.IntOf(a.Int(1)), a.Has(1)
			}
			e := t.Lock(ref, now)
			n := read(e, t.Config().Expire)
			e.Unlock()
			t.Drop(ref)
			return sample.IntOf(n), true
		},
	}
}
