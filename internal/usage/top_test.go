package usage

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// TestTopConservesCounts: whatever is counted under however many keys, rows and rest sum up to all of it, on each loop and
// for all of them together, and no budget is exceeded.
func TestTopConservesCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		budget := rapid.IntRange(1, 20).Draw(t, "budget")
		tops := []*Top{NewTop(budget), NewTop(budget), NewTop(budget)}
		var want Counts
		var parts []Picture
		for range rapid.IntRange(0, 300).Draw(t, "requests") {
			r := &Record{
				Status: rapid.IntRange(-1, 700).Draw(t, "status"), Failed: rapid.Bool().Draw(t, "failed"),
				In: rapid.Int64Range(0, 9).Draw(t, "in"), Out: rapid.Int64Range(0, 9).Draw(t, "out"), Time: 5000,
			}
			want.Add(r)
			top := tops[rapid.IntRange(0, 2).Draw(t, "loop")]
			top.Add(fmt.Appendf(nil, "key %d", rapid.IntRange(0, 60).Draw(t, "key")), r)
		}
		for _, top := range tops {
			if top.Sum() != top.Total() || len(top.entries) > budget {
				t.Fatalf("%d rows of %d sum up to %d of %d", len(top.entries), budget, top.Sum(), top.Total())
			}
			for i := range top.entries {
				if top.find(top.entries[i].key, top.entries[i].hash) != &top.entries[i] {
					t.Fatalf("%s is lost", top.entries[i].key)
				}
			}
			parts = append(parts, top.Picture())
		}
		all := Merge(parts, budget)
		if got := all.Sum(); got != want || len(all.Rows) > budget {
			t.Fatalf("%d rows sum up to %v, want %v", len(all.Rows), got, want)
		}
	})
}

// TestTopKeepsTheMostActive among a million keys, in memory that does not grow.
func TestTopKeepsTheMostActive(t *testing.T) {
	top, rnd := NewTop(1000), rand.New(rand.NewPCG(1, 2))
	var key []byte
	record := &Record{Status: 200}
	count := func(n int) {
		for range n {
			k := rnd.IntN(1_000_000)
			if rnd.IntN(3) == 0 {
				k = rnd.IntN(100) // a hundred that make a third of the requests
			}
			key = strconv.AppendInt(key[:0], int64(k), 10)
			top.Add(key, record)
		}
	}
	count(200_000)
	size := len(top.entries) + len(top.heap) + len(top.index)
	for k := range 1_000_000 { // each key once
		key = strconv.AppendInt(key[:0], int64(k), 10)
		top.Add(key, record)
	}
	if got := len(top.entries) + len(top.heap) + len(top.index); got != size {
		t.Errorf("a million keys take %d places, and took %d", got, size)
	}
	count(200_000)
	if total := top.Total(); total != 1_400_000 || top.Sum() != total {
		t.Errorf("%d of %d were counted, and rows and rest are %d", total, 1_400_000, top.Sum())
	}
	least := 1e9
	for i := 0; i < 20 && least > 0; i++ { // what other tests left running may allocate in between
		least = min(least, testing.AllocsPerRun(100, func() { count(10) }))
	}
	if least > 0 {
		t.Errorf("%v allocations", least)
	}
	kept := map[string]bool{}
	for _, r := range Merge([]Picture{top.Picture()}, 100).Rows {
		kept[r.Key] = true
	}
	for k := range 100 {
		if !kept[fmt.Sprint(k)] {
			t.Errorf("%d is not among the most active", k)
		}
	}
	if top.Sum() != top.Total() {
		t.Errorf("%d of %d", top.Sum(), top.Total())
	}
}

func TestNames(t *testing.T) {
	long := make([]byte, 200)
	for i := range long {
		long[i] = 'a' + byte(i%26)
	}
	cases := []struct{ in, want string }{
		{"alice", "alice"},
		{" alice ", "alice"},
		{"a\x1b[31mb\n", "a?[31mb?"},
		{"Zoë", "Zoë"},
		{"\xff\xfe", "??"},
		{"other", "other?"},
		{"", ""},
		{string(long), string(long[:MaxConsumer-suffix]) + "~" + "d2f4e4"},
	}
	for _, c := range cases {
		got := string(AppendName(nil, []byte(c.in), MaxConsumer))
		if len(c.in) > MaxConsumer {
			got, c.want = got[:MaxConsumer-suffix+1], c.want[:MaxConsumer-suffix+1]
		}
		if got != c.want {
			t.Errorf("%q becomes %q, want %q", c.in, got, c.want)
		}
	}
}

// TestVeil holds the hash to a vector of RFC 4231 (test case 2).
func TestVeil(t *testing.T) {
	name, work := NewVeil([]byte("Jefe")).Append(nil, []byte("what do ya want for nothing?"), nil)
	if string(name) != "key-5bdcc146bf60754e" {
		t.Errorf("%s", name)
	}
	for _, b := range work {
		if b != 0 {
			t.Fatal("the secret is left in memory")
		}
	}
	a, _ := NewVeil(nil).Append(nil, []byte("x"), nil)
	b, _ := NewVeil(nil).Append(nil, []byte("x"), nil)
	if string(a) == string(b) {
		t.Error("two processes show the same name")
	}
}

func BenchmarkTopNewKeys(b *testing.B) {
	top, record := NewTop(1000), &Record{Status: 200}
	key := make([]byte, 8)
	b.ReportAllocs()
	for i := range b.N {
		key[0], key[1], key[2], key[3] = byte(i), byte(i>>8), byte(i>>16), byte(i>>24)
		top.Add(key, record)
	}
}

func BenchmarkTopKnownKey(b *testing.B) {
	top, record := NewTop(1000), &Record{Status: 200}
	key := []byte("key-5bdcc146bf60754e")
	b.ReportAllocs()
	for range b.N {
		top.Add(key, record)
	}
}
