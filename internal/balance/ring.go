package balance

import (
	"cmp"
	"slices"
	"sort"

	"metergate/internal/hash"
)

// A ring is a consistent hash: every server has as many points as its weight, all over the range of the hash, and a
// key goes to the nearest point. A server that leaves takes only its own keys along.
type ring []point

// A point is one place of a server on the ring.
type point struct {
	at     uint32
	server int32 // place in the table
}

// pointsPerServer keeps the points of servers with neighbouring ids apart.
const pointsPerServer = MaxWeight * Scale

func newRing(servers []Candidate, weight int) ring {
	r := make(ring, 0, weight)
	for i := range servers {
		seed := servers[i].seed()
		for n := range uint32(servers[i].Weight) {
			r = append(r, point{hash.Avalanche(seed + n), int32(i)})
		}
	}
	slices.SortStableFunc(r, func(a, b point) int { return cmp.Compare(a.at, b.at) })
	return r
}

// nearest returns the number of the point next to h, the lower one when two are equally near.
func (r ring) nearest(h uint32) int {
	above := sort.Search(len(r), func(i int) bool { return r[i].at >= h })
	below := above - 1
	if above == len(r) {
		above = 0
	}
	if below < 0 {
		below = len(r) - 1
	}
	if h-r[below].at <= r[above].at-h {
		return below
	}
	return above
}

// ringRotor looks keys up on the ring. Requests without a key are served in turn.
type ringRotor struct {
	key  hasher
	hash *HashType
	rotation
}

func (r *ringRotor) pick(s Servers, q *Request) int {
	h, ok := r.key(q.Parts, r.hash)
	if !ok {
		return r.rotation.pick(s, q)
	}
	points := r.table.ring
	start := points.nearest(r.hash.mix(h))
	limit := r.bound(s)
	for k := range points {
		place := int(points[(start+k)%len(points)].server)
		if r.table.Servers[place].Index != q.Avoid && limit.admits(s, r.table, place) {
			return place
		}
	}
	return int(points[start].server)
}
