package proxy

import (
	"fmt"

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
