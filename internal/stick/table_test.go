package stick_test

import (
	"fmt"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"metergate/internal/stick"
)

func counters(cfg stick.Config) *stick.Table {
	cfg.Store = []stick.Store{{Data: stick.HTTPReqCnt}, {Data: stick.HTTPReqRate, Period: 1000}, {Data: stick.GPC, Elements: 3}, {Data: stick.BytesInCnt}}
	return stick.New(cfg)
}

// add counts one request of a key, as a rule does.
func add(t *stick.Table, key string, now int64) bool {
	r, ok := t.Get([]byte(key), now)
	if !ok {
		return false
	}
	e := t.Lock(r, now)
	e.Add(stick.HTTPReqCnt, 0, 1)
	e.Add(stick.HTTPReqRate, 0, 1)
	e.Touch()
	e.Unlock()
	t.Drop(r)
	return true
}

// value reads what the table stores of a key; it is false for a key it does not know.
func value(t *stick.Table, key string, d stick.Data, now int64) (uint64, bool) {
	r, ok := t.Find([]byte(key), now)
	if !ok {
		return 0, false
	}
	defer t.Drop(r)
	e := t.Lock(r, now)
	defer e.Unlock()
	return e.Value(d, 0), true
}

func TestFullTableGivesUpTheOldest(t *testing.T) {
	tab := counters(stick.Config{Type: stick.String, Size: 3})
	for i, k := range []string{"a", "b", "c", "a", "d"} { // b is the one touched longest ago
		add(tab, k, int64(i+1))
	}
	for k, there := range map[string]bool{"a": true, "b": false, "c": true, "d": true} {
		if _, ok := value(tab, k, stick.HTTPReqCnt, 10); ok != there {
			t.Errorf("%s: known %v, want %v", k, ok, there)
		}
	}
}

func TestHeldEntriesStay(t *testing.T) {
	tab := counters(stick.Config{Type: stick.String, Size: 1, Expire: 5})
	r, _ := tab.Get([]byte("a"), 1)
	if add(tab, "b", 100) {
		t.Error("took the place of an entry in use")
	}
	if tab.Sweep(100, 100); tab.Used() != 1 {
		t.Error("an entry in use expired")
	}
	tab.Drop(r)
	if !add(tab, "b", 101) {
		t.Error("no place for another key after the last drop")
	}
}

func TestNoPurgeRefusesNewKeys(t *testing.T) {
	tab := counters(stick.Config{Type: stick.String, Size: 2, NoPurge: true})
	if !add(tab, "a", 1) || !add(tab, "b", 1) || add(tab, "c", 1) || !add(tab, "a", 1) {
		t.Error("want a, b and a again, without c")
	}
}

func TestEntriesExpire(t *testing.T) {
	tab := counters(stick.Config{Type: stick.String, Size: 10, Expire: 100})
	add(tab, "a", 1)
	add(tab, "b", 50)
	if next := tab.Sweep(101, 100); next != 150 || tab.Used() != 1 {
		t.Errorf("next at %d with %d left, want 150 with 1", next, tab.Used())
	}
	if _, ok := value(tab, "b", stick.HTTPReqCnt, 150); ok {
		t.Error("found after its time")
	}
	if tab.Used() != 0 {
		t.Error("an expired entry that was looked for is not forgotten")
	}
}

func TestRate(t *testing.T) {
	tab := counters(stick.Config{Type: stick.String, Size: 10})
	for range 10 {
		add(tab, "a", 1000)
	}
	for _, c := range []struct {
		at   int64
		want uint64
	}{{1000, 10}, {1999, 10}, {2000, 10}, {2500, 5}, {2900, 1}, {3000, 0}, {9999, 0}} {
		if got, _ := value(tab, "a", stick.HTTPReqRate, c.at); got != c.want {
			t.Errorf("at %d ms: %d, want %d", c.at, got, c.want)
		}
	}
}

func TestForms(t *testing.T) {
	tab := counters(stick.Config{Type: stick.String, Size: 10})
	r, _ := tab.Get([]byte("a"), 1)
	e := tab.Lock(r, 1)
	defer e.Unlock()
	e.Add(stick.BytesInCnt, 0, 1<<33)
	e.Set(stick.GPC, 2, 7)
	e.Add(stick.GPC, 2, -1)
	e.Set(stick.GPC, 3, 9)     // no such element
	e.Set(stick.ConnCnt, 0, 9) // not stored
	e.Set(stick.HTTPReqRate, 0, 4)
	for _, c := range []struct {
		d    stick.Data
		i    int
		want uint64
	}{{stick.BytesInCnt, 0, 1 << 33}, {stick.GPC, 2, 6}, {stick.GPC, 0, 0}, {stick.GPC, 3, 0}, {stick.ConnCnt, 0, 0}, {stick.HTTPReqRate, 0, 4}} {
		if got := e.Value(c.d, c.i); got != c.want {
			t.Errorf("%s: %d, want %d", c.d.Element(c.i), got, c.want)
		}
	}
}

// TestAgainstModel does what rules do to a table and to a map, and compares.
func TestAgainstModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		size := rapid.IntRange(1, 2000).Draw(rt, "size")
		tab := counters(stick.Config{Type: stick.String, Size: size, Expire: 1000})
		model, died := map[string]uint64{}, map[string]int64{}
		now := int64(1)
		for range rapid.IntRange(1, 300).Draw(rt, "steps") {
			now += rapid.Int64Range(0, 50).Draw(rt, "pause")
			k := fmt.Sprint(rapid.IntRange(0, 40).Draw(rt, "key"))
			if at, ok := died[k]; ok && at <= now {
				delete(model, k)
			}
			if size <= 40 {
				add(tab, k, now)
				if tab.Used() > size {
					rt.Fatalf("%d entries in a table of %d", tab.Used(), size)
				}
				continue
			}
			add(tab, k, now)
			model[k]++
			died[k] = now + 1000
			if got, _ := value(tab, k, stick.HTTPReqCnt, now); got != model[k] {
				rt.Fatalf("%s: %d, want %d", k, got, model[k])
			}
		}
		for tab.Sweep(now+1000, 1000) != 0 {
		}
		if tab.Used() != 0 {
			rt.Fatalf("%d entries outlived their time", tab.Used())
		}
	})
}

func TestManyCountTogether(t *testing.T) {
	tab := counters(stick.Config{Type: stick.String, Size: 5000})
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 20000 {
				add(tab, fmt.Sprint((i*7+g)%1000), 1)
			}
		})
	}
	wg.Wait()
	sum := uint64(0)
	for c, more := (stick.Cursor{}), true; more; {
		c, more = tab.Visit(c, 1, 100, func(e stick.Entry) bool {
			sum += e.Value(stick.HTTPReqCnt, 0)
			return true
		})
	}
	if sum != 80000 || tab.Used() != 1000 {
		t.Errorf("%d counted on %d keys, want 80000 on 1000", sum, tab.Used())
	}
}

func TestVisitStopsAndGoesOn(t *testing.T) {
	tab := counters(stick.Config{Type: stick.String, Size: 100000})
	for i := range 5000 {
		add(tab, fmt.Sprint(i), 1)
	}
	seen := map[string]int{}
	for c, more := (stick.Cursor{}), true; more; {
		c, more = tab.Visit(c, 1, 64, func(e stick.Entry) bool {
			seen[string(e.Key())]++
			r := e.Index()
			return r%3 != 0
		})
	}
	for k, n := range seen {
		if n != 1 {
			t.Fatalf("%s shown %d times", k, n)
		}
	}
	if len(seen) != 5000 {
		t.Errorf("%d shown, want 5000", len(seen))
	}
}

func TestSinceTellsOfEachTouchedEntryOnce(t *testing.T) {
	tab := counters(stick.Config{Type: stick.String, Size: 100000})
	tab.Watch()
	for i := range 3000 {
		add(tab, fmt.Sprint(i%1500), 1)
	}
	seen, seq := map[string]int{}, uint64(0)
	for {
		batch := tab.Since(nil, seq, 100)
		if len(batch) == 0 {
			break
		}
		for _, u := range batch {
			if u.Seq <= seq {
				t.Fatalf("touch %d after %d", u.Seq, seq)
			}
			seq = u.Seq
			e := tab.Lock(u.Ref, 1)
			seen[string(e.Key())]++
			e.Unlock()
			tab.Drop(u.Ref)
		}
	}
	for k, n := range seen {
		if n != 1 {
			t.Fatalf("%s told %d times", k, n)
		}
	}
	if len(seen) != 1500 || seq != tab.Touches() {
		t.Errorf("%d told up to touch %d, want 1500 up to %d", len(seen), seq, tab.Touches())
	}
}

func TestCountingAllocatesNothing(t *testing.T) {
	tab := counters(stick.Config{Type: stick.String, Size: 100})
	key := []byte("a")
	if n := testing.AllocsPerRun(1000, func() {
		r, _ := tab.Get(key, 1)
		e := tab.Lock(r, 1)
		e.Add(stick.HTTPReqRate, 0, 1)
		e.Touch()
		e.Unlock()
		tab.Drop(r)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
