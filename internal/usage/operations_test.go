package usage

import (
	"fmt"
	"testing"

	"metergate/internal/metric"
	"pgregory.net/rapid"
)

var testRequests = metric.NewCounter(metric.Column{
	Name: "t_requests", CSV: 0, Type: metric.U64, Unit: metric.Requests, On: metric.On("MCPP", metric.Operation), Help: "h",
})

// TestOperationsConserveCounts: rows come and go, the budget is kept, and on each loop the rows sum up to all that it
// counted, at every step.
func TestOperationsConserveCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const loops = 3
		budget := rapid.IntRange(1, 6).Draw(t, "budget")
		o := NewOperations(metric.Ident{Proxy: "f"}, loops, budget, []*Operation{{ID: "declared"}})
		check := func() {
			rows := o.Rows()
			if len(rows) > budget+2 {
				t.Fatalf("%d rows, the budget is %d", len(rows), budget)
			}
			for loop := range loops {
				sum := uint64(0)
				for _, r := range rows {
					sum += testRequests.At(r.Set, loop)
				}
				if _, want := o.Total(loop); sum != want {
					t.Fatalf("the rows of loop %d sum up to %d, want %d", loop, sum, want)
				}
			}
		}
		for range rapid.IntRange(0, 100).Draw(t, "steps") {
			loop := rapid.IntRange(0, loops-1).Draw(t, "loop")
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0:
				o.Hear(o.Candidates(loop))
				o.drop(t, loops, o.Weigh(testRequests.Sum), o.Other, check)
			case 1:
				if r := o.Retire("name 1"); r != nil {
					o.drop(t, loops, []*Row{r}, o.Named("name 2"), check)
				}
			case 2:
				o.Clear(loop)
			default:
				name := rapid.SampledFrom([]string{"", "declared", "other"}).Draw(t, "usual")
				if rapid.Bool().Draw(t, "strange") {
					name = fmt.Sprint("name ", rapid.IntRange(0, 12).Draw(t, "number"))
				}
				testRequests.Inc(o.Row(loop, AppendName(nil, []byte(name), MaxOperation)).Set, loop)
			}
			check()
		}
	})
}

// drop settles rows loop by loop.
func (o *Operations) drop(_ *rapid.T, loops int, going []*Row, to *Row, check func()) {
	for loop := range loops {
		o.Settle(loop, going, to)
		check()
	}
	o.Drop(going)
}

// TestTheMostUsedOperationsAreKept although others came first.
func TestTheMostUsedOperationsAreKept(t *testing.T) {
	o := NewOperations(metric.Ident{}, 1, 2, nil)
	ask := func(name string, n int) {
		for range n {
			testRequests.Inc(o.Row(0, []byte(name)).Set, 0)
		}
	}
	ask("early", 1)
	ask("steady", 50)
	for range 2 {
		ask("steady", 50)
		ask("late", 20)
		o.Hear(o.Candidates(0))
		o.drop(nil, 1, o.Weigh(testRequests.Sum), o.Other, func() {})
	}
	ask("late", 1)
	got := ""
	for _, r := range o.Rows() {
		got += fmt.Sprintf("%s=%d ", r.ID, testRequests.Sum(r.Set))
	}
	if got != "steady=150 late=21 other=21 " && got != "steady=150 late=1 other=41 " {
		t.Errorf("%s", got)
	}
}

func TestRowAllocatesNothing(t *testing.T) {
	o := NewOperations(metric.Ident{}, 1, 1, []*Operation{{ID: "declared"}})
	o.Row(0, []byte("first"))
	o.Row(0, []byte("one too many"))
	names := [][]byte{[]byte("declared"), []byte("first"), []byte("one too many"), nil}
	if n := testing.AllocsPerRun(100, func() {
		for _, name := range names {
			o.Row(0, name)
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestFlowFindsAMiscount of either side.
func TestFlowFindsAMiscount(t *testing.T) {
	good := func() (f *Flow, reported *[numReported]uint64) {
		f, reported = &Flow{}, &[numReported]uint64{100, 100}
		for i := range 20 {
			f.Begin()
			f.Decide([]Fate{Handed, Denied, Intercepted, Bad}[i%4])
			if i < 15 { // the rest is in flight
				reported[0]++
				reported[1]++
				f.End(0, func(i int) uint64 { return reported[i] })
				f.Line(Written)
			}
		}
		f.Begin()
		f.Decide(Silent)
		f.Begin()
		return f, reported
	}
	cases := []struct {
		what  string
		plant func(f *Flow, reported *[numReported]uint64)
		want  int
	}{
		{"nothing", func(*Flow, *[numReported]uint64) {}, 0},
		{"a request twice", func(_ *Flow, r *[numReported]uint64) { r[0]++ }, 1},
		{"a response too few", func(_ *Flow, r *[numReported]uint64) { r[1]-- }, 1},
		{"two fates", func(f *Flow, _ *[numReported]uint64) { f.words[Denied]++ }, 2},
		{"no line", func(f *Flow, _ *[numReported]uint64) { f.words[Written]-- }, 1},
		{"an end too many", func(f *Flow, _ *[numReported]uint64) { f.words[ended]++ }, 4},
	}
	for _, c := range cases {
		f, reported := good()
		c.plant(f, reported)
		n := 0
		for _, e := range append(f.Check(), f.CheckReported(0, func(i int) uint64 { return reported[i] })...) {
			if !e.Holds() {
				n++
			}
		}
		if n != c.want {
			t.Errorf("%s: %d equations do not hold, want %d", c.what, n, c.want)
		}
	}
	f, reported := good()
	*reported = [numReported]uint64{} // cleared
	f.Begin()
	f.Decide(Handed)
	reported[0]++
	reported[1]++
	f.End(1, func(i int) uint64 { return reported[i] })
	for _, e := range f.CheckReported(1, func(i int) uint64 { return reported[i] }) {
		if !e.Holds() {
			t.Errorf("after clearing: %s: %d and %d", e.Name, e.Left, e.Right)
		}
	}
}
