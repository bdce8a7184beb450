package balance

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"strconv"
)

var _ = register(Algorithm{
	Name:  "random",
	Usage: "random[(<draws>)]",
	Help: "The least loaded of a few servers drawn at random by weight, 2 without a number: as good as leastconn, " +
		"and many gateways in front of the same servers do not fall into step.",
	Label: "unknown",
	parse: parseRandom,
})

// defaultDraws is the number of draws of a plain `random`, and of a backend without a balance line.
const defaultDraws = 2

func parseRandom(a *args) (strategy, error) {
	if !a.hasParen {
		return random{defaultDraws}, nil
	}
	n, err := strconv.Atoi(a.paren)
	if err != nil || n < 1 || n > maxNumber {
		return nil, fmt.Errorf("expects a positive number of draws, not '%s'", a.paren)
	}
	return random{n}, nil
}

type random struct{ draws int }

func (random) index(*Table, *HashType) {}

func (r random) rotor(*HashType) rotor { return &randomRotor{draws: r.draws} }

type randomRotor struct {
	table *Table
	draws int
}

func (r *randomRotor) adopt(t *Table) { r.table = t }

// pick draws and compares. A full server that won the draws is not replaced: the request waits in the backend's queue,
// from where the first server that has room takes it.
func (r *randomRotor) pick(s Servers, q *Request) int {
	best := r.draw(q.Avoid)
	for range r.draws - 1 {
		if i := r.draw(q.Avoid); i != best && r.busier(s, best, i) {
			best = i
		}
	}
	if s.Full(r.table.Servers[best].Index) {
		return None
	}
	return best
}

// draw returns a server at random, by weight; the one to avoid only when it is alone.
func (r *randomRotor) draw(avoid int) int {
	servers, total := r.table.Servers, r.table.Weight
	out := r.placeOf(avoid)
	if out == None || len(servers) == 1 {
		return r.at(rand.IntN(total))
	}
	n := rand.IntN(total - servers[out].Weight)
	if n >= r.table.sums[out]-servers[out].Weight {
		n += servers[out].Weight
	}
	return r.at(n)
}

func (r *randomRotor) at(n int) int { return sort.SearchInts(r.table.sums, n+1) }

func (r *randomRotor) placeOf(index int) int {
	if index == None {
		return None
	}
	for i := range r.table.Servers {
		if r.table.Servers[i].Index == index {
			return i
		}
	}
	return None
}

// busier says that server a has more to do for its weight than b.
func (r *randomRotor) busier(s Servers, a, b int) bool {
	x, y := &r.table.Servers[a], &r.table.Servers[b]
	return s.Load(x.Index)*y.Weight > s.Load(y.Index)*x.Weight
}
