package balance_test

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"metergate/internal/balance"
)

// shares counts where n requests go.
func shares(table *balance.Table, picker *balance.Picker, n int) map[int]int {
	got := map[int]int{}
	for range n {
		got[picker.Pick(table, request(nil))]++
	}
	return got
}

func TestRotationGivesEveryServerItsExactShare(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := method(t, rapid.SampledFrom([]string{"roundrobin", "static-rr"}).Draw(rt, "algo"), "")
		weights := rapid.SliceOfN(rapid.IntRange(1, 40), 1, 6).Draw(rt, "weights")
		total := 0
		for _, w := range weights {
			total += w
		}
		table, picker := m.NewTable(candidates(weights...), false), m.NewPicker(&idle{}, 0)
		got := shares(table, picker, 4*total)
		for i, w := range weights {
			if d := got[i] - 4*w; d < -1 || d > 1 {
				rt.Fatalf("server %d of weight %d of %d got %d of %d requests", i, w, total, got[i], 4*total)
			}
		}
	})
}

// Loops turn on their own; what they give together is the servers' share all the same, however the requests are spread.
func TestRotationOverLoops(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := method(t, rapid.SampledFrom([]string{"roundrobin", "static-rr"}).Draw(rt, "algo"), "")
		weights := rapid.SliceOfN(rapid.IntRange(1, 40), 1, 6).Draw(rt, "weights")
		total, all := 0, 0
		for _, w := range weights {
			total += w
		}
		table, got := m.NewTable(candidates(weights...), false), map[int]int{}
		loops := rapid.SliceOfN(rapid.IntRange(0, 500), 1, 8).Draw(rt, "requests of each loop")
		for shard, n := range loops {
			all += n
			for i, k := range shares(table, m.NewPicker(&idle{}, shard), n) {
				got[i] += k
			}
		}
		for i, w := range weights {
			if share := float64(all*w) / float64(total); math.Abs(float64(got[i])-share) > 2*float64(len(loops)) {
				rt.Fatalf("server %d of weight %d of %d got %d of %d requests over %d loops", i, w, total, got[i], all, len(loops))
			}
		}
	})
}

func TestRotationGoesOnWhereItWas(t *testing.T) {
	m := method(t, "roundrobin", "")
	picker := m.NewPicker(&idle{}, 0)
	up := candidates(1, 1, 1, 1)
	var got string
	for range 6 { // a table for every request: as many changes as requests
		got += strconv.Itoa(picker.Pick(m.NewTable(up, false), request(nil)))
	}
	if got != "012301" {
		t.Errorf("order over new tables of the same servers: %s", got)
	}
}

func TestAServerThatComesBackGetsNoBurst(t *testing.T) {
	m := method(t, "roundrobin", "")
	picker := m.NewPicker(&idle{}, 0)
	up := candidates(1, 1, 1, 1)
	shares(m.NewTable(up[:3], false), picker, 1000)
	back := shares(m.NewTable(up, false), picker, 8)
	for i := range up {
		if back[i] < 1 || back[i] > 3 {
			t.Errorf("after its return, server %d got %d of 8 requests", i, back[i])
		}
	}
}

func TestWeightsRampSmoothly(t *testing.T) {
	m := method(t, "roundrobin", "")
	picker := m.NewPicker(&idle{}, 0)
	for ramp := 1; ramp <= balance.Scale; ramp++ {
		up := candidates(1, 1)
		up[1].Weight = ramp
		got := shares(m.NewTable(up, false), picker, 340)
		want := 340 * ramp / (balance.Scale + ramp)
		if d := got[1] - want; d < -2 || d > 2 {
			t.Errorf("at %d/16 of its weight the server got %d of 340 requests, want %d", ramp, got[1], want)
		}
	}
}

func TestConsistentHashMovesOnlyTheKeysOfTheServerThatLeft(t *testing.T) {
	m := method(t, "hdr(x-k)", "consistent")
	up := candidates(1, 1, 1, 1, 1)
	before, after := m.NewTable(up, false), m.NewTable(append(up[:2:2], up[3:]...), false)
	picker, moved := m.NewPicker(&idle{}, 0), 0
	for i := range 1000 {
		p := request(&parts{header: "key" + strconv.Itoa(i)})
		a, b := picker.Pick(before, p), picker.Pick(after, p)
		switch {
		case a == 2:
			moved++
		case a != b:
			t.Errorf("key %d moved from %d to %d, but 2 left", i, a, b)
		}
	}
	if moved < 100 || moved > 350 {
		t.Errorf("%d of 1000 keys were those of one server of 5", moved)
	}
}

func TestHashKeyAddrIgnoresTheOrderOfServers(t *testing.T) {
	m := method(t, "hdr(x-k)", "consistent")
	for _, key := range []balance.HashKey{balance.KeyAddr, balance.KeyAddrPort} {
		up := candidates(1, 1, 1, 1)
		for i := range up {
			up[i].Key = key
		}
		turned := append(up[1:len(up):len(up)], up[0])
		for i := range turned {
			turned[i].ID = 10 + i
		}
		one, other := m.NewTable(up, false), m.NewTable(turned, false)
		picker := m.NewPicker(&idle{}, 0)
		for i := range 200 {
			p := request(&parts{header: strconv.Itoa(i)})
			if a, b := picker.Pick(one, p), picker.Pick(other, p); a != b {
				t.Fatalf("hash-key %s: key %d goes to %d and %d", key, i, a, b)
			}
		}
	}
}

func TestRandomFollowsWeightsAndLoad(t *testing.T) {
	m := method(t, "random(1)", "")
	got := shares(m.NewTable(candidates(1, 3), false), m.NewPicker(&idle{}, 0), 8000)
	if got[1] < 5600 || got[1] > 6400 {
		t.Errorf("one draw: the server with 3/4 of the weight got %d of 8000", got[1])
	}
	m = method(t, "random(2)", "")
	load := &loaded{load: make([]int, 5)}
	table, picker := m.NewTable(candidates(1, 1, 1, 1, 1), false), m.NewPicker(load, 0)
	for range 1000 {
		load.load[picker.Pick(table, request(nil))]++
	}
	for i, n := range load.load {
		if n < 180 || n > 220 {
			t.Errorf("two draws: server %d holds %d of 1000", i, n)
		}
	}
}

func BenchmarkPick(b *testing.B) {
	p := &fixedParts{aRequest.source, []byte(aRequest.target), []byte(aRequest.header)}
	for _, c := range everyMethod {
		b.Run(c.algo+" "+c.hash, func(b *testing.B) {
			table, picker := lab(b, c.algo, c.hash, "1 1 1 1 1", &idle{})
			for b.Loop() {
				picker.Pick(table, balance.Request{Parts: p, Avoid: balance.None})
			}
		})
	}
}
