package share

import (
	"testing"

	"pgregory.net/rapid"

	"metergate/internal/stick"
)

// FuzzRecord: whatever the store holds, a record is refused, or is what is written of it again.
func FuzzRecord(f *testing.F) {
	f.Add("")
	f.Add("\x01")
	f.Add(string(record{{data: stick.HTTPReqRate, period: 60000, values: []stick.Portion{{7, -1, 2}}}, {data: stick.GPC, values: make([]stick.Portion, 3)}}.append(nil)))
	f.Add("\x01\x17\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := parseRecord(text)
		if err != nil {
			return
		}
		once := string(r.append(nil))
		again, err := parseRecord(once)
		if err != nil || string(again.append(nil)) != once {
			t.Errorf("%q became %q, then %v (%v)", text, once, again, err)
		}
	})
}

// TestRecordsFoldInAnyOrder: what several processes contributed is the same, however it is put together.
func TestRecordsFoldInAnyOrder(t *testing.T) {
	number := rapid.Int64Range(-5, 5)
	some := rapid.Custom(func(rt *rapid.T) (r record) {
		for _, d := range []stick.Data{stick.HTTPReqCnt, stick.GPC, stick.GPT, stick.HTTPReqRate} {
			v := datum{data: d, values: make([]stick.Portion, 1)}
			if d.Array() {
				v.values = make([]stick.Portion, rapid.IntRange(1, 3).Draw(rt, "elements"))
			}
			if d.Form() == stick.Rate {
				v.period = rapid.Int64Range(1, 2).Draw(rt, "period")
			}
			for i := range v.values {
				for j := range d.Numbers() {
					v.values[i][j] = number.Draw(rt, "number")
				}
			}
			r = append(r, v)
		}
		return r
	})
	values := func(r record) map[string]stick.Portion {
		m := map[string]stick.Portion{}
		for _, d := range r {
			for i, v := range d.values {
				if v != (stick.Portion{}) {
					m[d.data.Element(i)+string(rune('0'+d.period))] = v
				}
			}
		}
		return m
	}
	rapid.Check(t, func(rt *rapid.T) {
		a, b, c := some.Draw(rt, "a"), some.Draw(rt, "b"), some.Draw(rt, "c")
		var nothing record
		x := values(nothing.fold(a).fold(b).fold(c))
		y := values(nothing.fold(c).fold(nothing.fold(b).fold(a)))
		if len(x) != len(y) {
			rt.Fatalf("%v, or %v", x, y)
		}
		for k, v := range x {
			if y[k] != v {
				rt.Fatalf("%s is %v, or %v", k, v, y[k])
			}
		}
	})
}

func TestRecordsOfOtherConfigurations(t *testing.T) {
	tab := stick.New(stick.Config{Type: stick.String, Size: 1, Shared: true, Store: []stick.Store{
		{Data: stick.GPC, Elements: 2}, {Data: stick.HTTPReqRate, Period: 1000}, {Data: stick.ConnCur},
	}})
	one := func(d stick.Data, period int64, n int) record {
		return record{{data: d, period: period, values: make([]stick.Portion, n)}}
	}
	for _, c := range []struct {
		what   string
		r      record
		idle   bool
		shares int
	}{
		{"data that is stored", one(stick.GPC, 0, 2), false, 2},
		{"more elements", one(stick.GPC, 0, 5), false, 2},
		{"fewer elements", one(stick.GPC, 0, 1), false, 1},
		{"another period", one(stick.HTTPReqRate, 2000, 1), false, 0},
		{"data that is not stored", one(stick.HTTPReqCnt, 0, 1), false, 0},
		{"what is in use", one(stick.ConnCur, 0, 1), false, 1},
		{"what was in use", one(stick.ConnCur, 0, 1), true, 0},
	} {
		if n := len(c.r.shares(nil, tab, c.idle)); n != c.shares {
			t.Errorf("%s: %d shares, want %d", c.what, n, c.shares)
		}
	}
}
