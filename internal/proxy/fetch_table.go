package proxy

import (
	"metergate/internal/sample"
	"metergate/internal/stick"
)

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
