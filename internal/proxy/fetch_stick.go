package proxy

import (
	"fmt"

	"metergate/internal/netio"
	"metergate/internal/sample"
	"metergate/internal/stick"
)

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
