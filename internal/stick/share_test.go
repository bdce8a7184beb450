package stick_test

import (
	"testing"

	"metergate/internal/stick"
)

func sharedTable() *stick.Table {
	return stick.New(stick.Config{Type: stick.String, Size: 10, Expire: 1 << 30, Shared: true, Store: []stick.Store{
		{Data: stick.HTTPReqCnt}, {Data: stick.HTTPReqRate, Period: 1000}, {Data: stick.ConnCur}, {Data: stick.GPT, Elements: 2}, {Data: stick.BytesInCnt},
	}})
}

// on has f work on the entry of a key.
func on(t *stick.Table, now int64, f func(e stick.Entry)) {
	r, _ := t.Get([]byte("k"), now)
	e := t.Lock(r, now)
	f(e)
	e.Unlock()
	t.Drop(r)
}

// TestSharedValues: a value is what was counted here and what was learned of others.
func TestSharedValues(t *testing.T) {
	others := func(d stick.Data, p stick.Portion) func(stick.Entry) {
		return func(e stick.Entry) { e.Forget(); e.Learn([]stick.Share{{Data: d, Portion: p}}) }
	}
	add := func(d stick.Data, n int64) func(stick.Entry) { return func(e stick.Entry) { e.Add(d, 0, n) } }
	set := func(d stick.Data, n uint64) func(stick.Entry) { return func(e stick.Entry) { e.Set(d, 0, n) } }
	reset := stick.Entry.Reset
	for _, c := range []struct {
		what string
		data stick.Data
		at   int64 // when the value is read; all is done at 5000, where window 5 of the rate begins
		want uint64
		do   []func(stick.Entry)
	}{
		{"own", stick.HTTPReqCnt, 5000, 3, []func(stick.Entry){add(stick.HTTPReqCnt, 3)}},
		{"both", stick.HTTPReqCnt, 5000, 7, []func(stick.Entry){add(stick.HTTPReqCnt, 3), others(stick.HTTPReqCnt, stick.Portion{4})}},
		{"learned anew", stick.HTTPReqCnt, 5000, 5, []func(stick.Entry){add(stick.HTTPReqCnt, 3), others(stick.HTTPReqCnt, stick.Portion{4}), others(stick.HTTPReqCnt, stick.Portion{2})}},
		{"set for all", stick.HTTPReqCnt, 5000, 1, []func(stick.Entry){others(stick.HTTPReqCnt, stick.Portion{4}), set(stick.HTTPReqCnt, 1)}},
		{"reset for all", stick.HTTPReqCnt, 5000, 0, []func(stick.Entry){others(stick.HTTPReqCnt, stick.Portion{4}), reset}},
		{"never below nothing", stick.HTTPReqCnt, 5000, 0, []func(stick.Entry){others(stick.HTTPReqCnt, stick.Portion{4}), reset, stick.Entry.Forget}},
		{"beyond 32 bits", stick.HTTPReqCnt, 5000, 1<<33 + 1, []func(stick.Entry){add(stick.HTTPReqCnt, 1), others(stick.HTTPReqCnt, stick.Portion{1 << 33})}},
		{"rate of both", stick.HTTPReqRate, 5500, 7, []func(stick.Entry){add(stick.HTTPReqRate, 3), others(stick.HTTPReqRate, stick.Portion{5, 4})}},
		{"rate with a window before", stick.HTTPReqRate, 5250, 3 + 6, []func(stick.Entry){add(stick.HTTPReqRate, 3), others(stick.HTTPReqRate, stick.Portion{4, 8})}},
		{"rate in the next window", stick.HTTPReqRate, 6500, 5, []func(stick.Entry){add(stick.HTTPReqRate, 6), others(stick.HTTPReqRate, stick.Portion{5, 4})}},
		{"rate that is over", stick.HTTPReqRate, 7000, 0, []func(stick.Entry){add(stick.HTTPReqRate, 6), others(stick.HTTPReqRate, stick.Portion{5, 4})}},
		{"rate from a clock ahead", stick.HTTPReqRate, 5000, 7, []func(stick.Entry){add(stick.HTTPReqRate, 3), others(stick.HTTPReqRate, stick.Portion{99, 4})}},
		{"rate that was reset", stick.HTTPReqRate, 5000, 0, []func(stick.Entry){add(stick.HTTPReqRate, 3), others(stick.HTTPReqRate, stick.Portion{5, 4, 9}), reset}},
		{"later tag of others", stick.GPT, 5000, 9, []func(stick.Entry){set(stick.GPT, 1), others(stick.GPT, stick.Portion{9, 5001})}},
		{"earlier tag of others", stick.GPT, 5000, 1, []func(stick.Entry){set(stick.GPT, 1), others(stick.GPT, stick.Portion{9, 4999})}},
		{"tag set after one that was learned", stick.GPT, 5000, 1, []func(stick.Entry){others(stick.GPT, stick.Portion{9, 8000}), set(stick.GPT, 1)}},
		{"in use stays", stick.ConnCur, 5000, 3, []func(stick.Entry){add(stick.ConnCur, 1), others(stick.ConnCur, stick.Portion{2}), reset}},
		{"disowned", stick.BytesInCnt, 5000, 4, []func(stick.Entry){add(stick.BytesInCnt, 1), others(stick.BytesInCnt, stick.Portion{4}), stick.Entry.Disown}},
	} {
		tab := sharedTable()
		for _, f := range c.do {
			on(tab, 5000, f)
		}
		on(tab, c.at, func(e stick.Entry) {
			if v := e.Value(c.data, 0); v != c.want {
				t.Errorf("%s: %d, want %d", c.what, v, c.want)
			}
		})
	}
}

// TestAloneForgetsWhatOthersUse: what others have in use counts only while it is known.
func TestAloneForgetsWhatOthersUse(t *testing.T) {
	tab := sharedTable()
	for _, alone := range []bool{true, false} {
		on(tab, 1, func(e stick.Entry) {
			e.Forget()
			e.Learn([]stick.Share{{Data: stick.ConnCur, Portion: stick.Portion{5}}})
			tab.SetAlone(alone)
			if v := e.Value(stick.ConnCur, 0); (v == 0) != alone {
				t.Errorf("alone %v: %d in use", alone, v)
			}
		})
	}
}

// TestSharedCountingAllocatesNothing: requests count in shared tables as in others.
func TestSharedCountingAllocatesNothing(t *testing.T) {
	tab := sharedTable()
	on(tab, 1, stick.Entry.Touch)
	key := []byte("k")
	if n := testing.AllocsPerRun(100, func() {
		r, _ := tab.Get(key, 1)
		e := tab.Lock(r, 1)
		e.Add(stick.HTTPReqCnt, 0, 1)
		e.Add(stick.HTTPReqRate, 0, 1)
		e.Touch()
		_ = e.Value(stick.HTTPReqRate, 0)
		e.Unlock()
		tab.Drop(r)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
