package share

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"metergate/internal/stick"
)

// gate is one gateway of a test: a process with a table, and what the test knows of it.
type gate struct {
	*Store
	table *stick.Table
	wire  *wire
	books map[string]int64 // what was counted, by key
}

// world is a store, gateways at it, and the time that they share.
type world struct {
	keeper *simulated
	now    int64
	gates  []*gate
	past   map[string]int64 // what processes contributed that are gone, by key
}

func newWorld() *world {
	w := &world{now: 1_000_000, past: map[string]int64{}}
	w.keeper = newSimulated(w.now)
	return w
}

// gate starts a process.
func (w *world) gate() *gate {
	t := stick.New(stick.Config{Name: "t", Type: stick.String, Size: 1000, Expire: 1 << 40, Shared: true, Store: []stick.Store{
		{Data: stick.HTTPReqCnt}, {Data: stick.HTTPReqRate, Period: 1 << 30}, {Data: stick.ConnCur}, {Data: stick.GPT, Elements: 2},
	}})
	s := New(Config{Name: "s", Sync: time.Second, MaxStaleness: 5 * time.Second, Servers: []Server{{Name: "one"}}})
	s.clock, s.wall = func() int64 { return w.now }, func() int64 { return w.now }
	g := &gate{Store: s, table: t, wire: &wire{to: &w.keeper}, books: map[string]int64{}}
	s.dial = func(context.Context, *Server) (keeper, error) { return g.wire, nil }
	s.Share(t)
	return g
}

// count counts a call.
func (g *gate) count(key string, now int64) {
	g.at(key, now, func(e stick.Entry) {
		e.Add(stick.HTTPReqCnt, 0, 1)
		e.Add(stick.HTTPReqRate, 0, 1)
		e.Touch()
	})
	g.books[key]++
}

// at has f work on an entry.
func (g *gate) at(key string, now int64, f func(e stick.Entry)) {
	r, _ := g.table.Get([]byte(key), now)
	e := g.table.Lock(r, now)
	f(e)
	e.Unlock()
	g.table.Drop(r)
}

// sync exchanges, as run does.
func (g *gate) sync(last bool) error {
	err := g.exchangeAll(context.Background(), last)
	if err != nil {
		g.link.close()
	}
	return err
}

// sync exchanges. A process that was taken for ended has new books: it begins again.
func (w *world) sync(g *gate) error {
	id := g.me.id
	err := g.sync(false)
	if g.me.id != id {
		g.books = map[string]int64{}
		w.recount()
	}
	return err
}

// evict has a gateway forget a key, whose count is the past's from then on.
func (w *world) evict(g *gate, key string) {
	if r, ok := g.table.Find([]byte(key), w.now); ok {
		g.table.Remove(r)
		delete(g.books, key)
		w.recount()
	}
}

// recount makes the past what the store keeps that no living entry contributed.
func (w *world) recount() {
	w.past = map[string]int64{}
	for _, key := range keys {
		living := map[string]bool{}
		for _, g := range w.gates {
			if r, ok := g.table.Find([]byte(key), w.now); ok {
				e := g.table.Lock(r, w.now)
				living[field(g.me.id, e.Birth())] = true
				e.Unlock()
				g.table.Drop(r)
			}
		}
		for name, text := range w.keeper.keys["t/string:"+key] {
			r, _ := parseRecord(text)
			for _, d := range r {
				if d.data == stick.HTTPReqCnt && !living[name] {
					w.past[key] += d.values[0][0]
				}
			}
		}
	}
}

var keys = []string{"ann", "ben", "cyd"}

// TestNoneLostNoneTwice has processes count, come and go, while questions and answers are lost, late and twice, and while the
// store loses what it kept. In the end all agree on what the books say.
func TestNoneLostNoneTwice(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld()
		w.gates = []*gate{w.gate(), w.gate(), w.gate()}
		pick := func() *gate { return w.gates[rapid.IntRange(0, len(w.gates)-1).Draw(rt, "gate")] }
		var saved *simulated
		replace := func(g *gate) {
			for i := range w.gates {
				if w.gates[i] == g {
					w.gates[i] = w.gate()
				}
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"count": func(rt *rapid.T) { pick().count(rapid.SampledFrom(keys).Draw(rt, "key"), w.now) },
			"sync": func(rt *rapid.T) {
				g := pick()
				g.wire.next = fault(rapid.IntRange(0, 3).Draw(rt, "fault"))
				w.sync(g)
			},
			"arrive": func(*rapid.T) {
				for _, g := range w.gates {
					for _, f := range g.wire.kept {
						f()
						f()
					}
					g.wire.kept = nil
				}
				w.recount() // one may bring back what the store had lost
			},
			"time": func(*rapid.T) { w.now += 700; w.keeper.now = w.now },
			"reload": func(rt *rapid.T) {
				g := pick()
				if err := w.sync(g); err != nil { // it learns whether it was taken for ended
					rt.Fatal(err)
				}
				for key, n := range g.books {
					w.past[key] += n
				}
				if err := g.sync(true); err != nil {
					rt.Fatal(err)
				}
				replace(g)
			},
			"kill": func(*rapid.T) {
				g := pick()
				g.wire.kept = nil
				replace(g)
				w.recount()
			},
			"forget": func(*rapid.T) { // a process forgets a key, which comes again as another entry
				g := pick()
				if w.sync(g) == nil {
					w.evict(g, rapid.SampledFrom(keys).Draw(rt, "key"))
				}
			},
			"bury": func(*rapid.T) { // the others take a process for ended
				if g := pick(); w.keeper.alive[g.me.id] != 0 {
					w.keeper.end(g.me.id)
				}
			},
			"save": func(*rapid.T) { saved = w.keeper.clone() },
			"lose": func(*rapid.T) { // the store starts with what was saved last, or with nothing
				if saved == nil {
					saved = newSimulated(w.now)
				}
				w.now += 100 // it takes a moment to start
				w.keeper = saved.clone()
				w.keeper.now, w.keeper.clock = w.now, w.now*1000
				w.recount()
			},
		})
		settle(rt, w)
		for _, key := range keys {
			want := int64(0)
			for _, g := range w.gates {
				want += g.books[key]
			}
			if want > 0 { // else nobody has reason to tell of it
				agree(rt, w, key, want+w.past[key])
			}
		}
	})
}

// settle has everybody use the keys that they do not know, and exchange until nothing is left to tell.
func settle(rt *rapid.T, w *world) {
	for _, g := range w.gates {
		for _, key := range keys {
			if r, ok := g.table.Find([]byte(key), w.now); ok {
				g.table.Drop(r)
			} else {
				g.at(key, w.now, stick.Entry.Touch)
			}
		}
	}
	for range 4 {
		for _, g := range w.gates {
			g.wire.next = none
			if err := w.sync(g); err != nil {
				rt.Fatal(err)
			}
		}
	}
}

// agree holds every gateway's count of a key against the books.
func agree(rt *rapid.T, w *world, key string, want int64) {
	for i, g := range w.gates {
		g.at(key, w.now, func(e stick.Entry) {
			if cnt, rate := int64(e.Value(stick.HTTPReqCnt, 0)), int64(e.Value(stick.HTTPReqRate, 0)); cnt != want || rate != want {
				rt.Fatalf("gateway %d, %s: counted %d, rate %d, the books say %d: %v", i, key, cnt, rate, want, fmt.Sprint(w.keeper.keys))
			}
		})
	}
}
