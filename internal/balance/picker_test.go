package balance_test

import (
	"fmt"
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"metergate/internal/balance"
)

var everyMethod = []struct{ algo, hash string }{
	{"roundrobin", ""}, {"static-rr", ""}, {"leastconn", ""}, {"first", ""}, {"random", ""},
	{"source", "map-based"}, {"source", "consistent"}, {"uri depth 2", "map-based djb2"}, {"uri", "consistent wt6 avalanche"},
	{"url_param u", "consistent crc32"}, {"hdr(host) use_domain_only", "consistent"}, {"hash src", "map-based none"},
}

var aRequest = &parts{source: netip.MustParseAddr("192.0.2.7"), target: "/a/b/c?u=1", header: "www.example.com"}

func TestPickAllocatesNothing(t *testing.T) {
	p := &fixedParts{aRequest.source, []byte(aRequest.target), []byte(aRequest.header)}
	for _, c := range everyMethod {
		table, picker := lab(t, c.algo, c.hash, "1 2 3 0 5", &loaded{load: make([]int, 5), max: 1})
		if n := testing.AllocsPerRun(200, func() { picker.Pick(table, balance.Request{Parts: p, Avoid: 1}) }); n != 0 {
			t.Errorf("%s %s: %v allocations a pick", c.algo, c.hash, n)
		}
	}
}

// fixedParts gives its parts without making them.
type fixedParts struct {
	source         netip.Addr
	target, header []byte
}

func (p *fixedParts) Source() netip.Addr     { return p.source }
func (p *fixedParts) Target() []byte         { return p.target }
func (p *fixedParts) Header(string) []byte   { return p.header }
func (p *fixedParts) Sample() ([]byte, bool) { return p.header, true }

func TestOnlyUsableServersAreChosen(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := rapid.SampledFrom(everyMethod).Draw(rt, "method")
		m := method(t, c.algo, c.hash)
		up := candidates(rapid.SliceOfN(rapid.IntRange(0, 256), 1, 8).Draw(rt, "weights")...)
		for i := range up {
			up[i].Backup = rapid.Bool().Draw(rt, "backup")
		}
		all := rapid.Bool().Draw(rt, "allbackups")
		table, picker := m.NewTable(up, all), m.NewPicker(&idle{}, rapid.IntRange(0, 9).Draw(rt, "shard"))
		allowed := usable(up, all)
		avoid := rapid.IntRange(-1, len(up)-1).Draw(rt, "avoid")
		for range 20 {
			got := picker.Pick(table, balance.Request{Parts: aRequest, Avoid: avoid})
			switch {
			case len(allowed) == 0 && got == balance.None:
			case !allowed[got]:
				rt.Fatalf("chose %d among %v", got, allowed)
			case got == avoid && len(allowed) > 1 && !(m.Sticky() && !m.Hash.Consistent):
				rt.Fatalf("chose %d, which has just failed", got)
			}
		}
	})
}

func usable(up []balance.Candidate, all bool) map[int]bool {
	active, backups := map[int]bool{}, map[int]bool{}
	for i, c := range up {
		switch {
		case c.Weight == 0:
		case !c.Backup:
			active[i] = true
		case all || len(backups) == 0:
			backups[i] = true
		}
	}
	if len(active) > 0 {
		return active
	}
	return backups
}

func TestFullServersAreLeftOutUnlessTheKeyTiesToThem(t *testing.T) {
	for _, c := range everyMethod {
		full := &loaded{load: []int{9, 9, 9}, max: 1}
		table, picker := lab(t, c.algo, c.hash, "1 2 3", full)
		got := picker.Pick(table, request(aRequest))
		if sticky := method(t, c.algo, c.hash).Sticky(); sticky != (got != balance.None) {
			t.Errorf("%s %s: with all servers full, chose %d", c.algo, c.hash, got)
		}
		full.load[1] = 0
		if got := picker.Pick(table, request(aRequest)); c.algo != "random" && !method(t, c.algo, c.hash).Sticky() && got != 1 {
			t.Errorf("%s %s: chose %d, but only 1 is free", c.algo, c.hash, got)
		}
	}
}

func TestLoopsStartTheirRotationApart(t *testing.T) {
	for _, algo := range []string{"roundrobin", "static-rr", "leastconn"} {
		m := method(t, algo, "")
		table := m.NewTable(candidates(1, 1, 1), false)
		var firsts string
		for shard := range 4 {
			firsts += fmt.Sprint(m.NewPicker(&idle{}, shard).Pick(table, request(nil)))
		}
		if firsts != "0120" {
			t.Errorf("%s: loops start at %s", algo, firsts)
		}
	}
}

func ExamplePicker_Pick() {
	m, _ := balance.Parse([]string{"roundrobin"})
	table := m.NewTable([]balance.Candidate{
		{Index: 0, ID: 1, Weight: 1 * balance.Scale},
		{Index: 1, ID: 2, Weight: 2 * balance.Scale},
	}, false)
	picker := m.NewPicker(&idle{}, 0)
	for range 6 {
		fmt.Print(picker.Pick(table, balance.Request{Avoid: balance.None}), " ")
	}
	// Output: 1 1 0 1 1 0
}
