package balance

import "slices"

// rotation serves servers in turn, smoothly and by weight, in the order of HAProxy's roundrobin.
//
// Turns are numbered. With a total weight of T, a server of weight w is due every T/w turns; the fraction that is left
// over is carried to its next turn. A round is T turns long. A server waits in one of three places:
//
//	fresh   without a turn in this round yet, heaviest first
//	due     with a known turn in this round or the next, earliest first
//	later   done with this round and the next: fresh in the round that follows
//
// A turn goes to the earliest due server if its turn has come, else to the first fresh one, else to the earliest due
// one ahead of its time. When neither is left, a new round begins.
type rotation struct {
	table *Table
	turns []turn // by place in the table
	turn  int    // number of the present turn
	order int    // grows with every entry in due: first come, first served among equals
	due   []int32
	fresh []int32 // those from freshAt on
	later []int32
	aside []int32 // taken out by the pick in progress: full or to be avoided

	freshAt int
}

// A turn says when a server's turn comes.
type turn struct {
	at    int // number of its next turn, 0 before its first
	rest  int // fraction left over, in parts of its weight
	early int // orders equal turns: the larger the part of a turn left, the later
	order int
}

// adopt takes a new table. Servers that stay wait as long as they would have waited, but no longer than their new
// weight asks for; new ones wait one period.
func (r *rotation) adopt(t *Table) {
	waits := r.waits()
	*r = rotation{table: t, turn: t.Weight, turns: make([]turn, len(t.Servers))}
	for _, list := range []*[]int32{&r.due, &r.fresh, &r.later, &r.aside} {
		*list = make([]int32, 0, len(t.Servers))
	}
	for i := range t.Servers {
		period := t.Weight / t.Servers[i].Weight
		wait, known := waits[t.Servers[i].Index]
		switch {
		case waits == nil, known && wait < 0:
			insertHeaviest(t.Servers, &r.fresh, int32(i))
			continue
		case !known:
			wait = period
		}
		r.turns[i].at = r.turn + min(wait, period)
		r.queue(int32(i))
	}
}

// waits returns how many turns each server still waits, by index; -1 for fresh ones; nil before the first table.
func (r *rotation) waits() map[int]int {
	if r.table == nil {
		return nil
	}
	waits := make(map[int]int, len(r.turns))
	for i, t := range r.turns {
		waits[r.table.Servers[i].Index] = max(t.at-r.turn, 0)
	}
	for _, i := range r.fresh[r.freshAt:] {
		waits[r.table.Servers[i].Index] = -1
	}
	for _, i := range r.later {
		waits[r.table.Servers[i].Index] += r.table.Weight
	}
	return waits
}

func (r *rotation) skip() { r.serve(r.first()) }

func (r *rotation) pick(s Servers, q *Request) int {
	r.aside = r.aside[:0]
	avoided := int32(None)
	for {
		i := r.first()
		if i == None {
			break
		}
		r.advance(i)
		index := r.table.Servers[i].Index
		if !s.Full(index) {
			if index != q.Avoid {
				r.queue(i)
				r.restore()
				return int(i)
			}
			avoided = i
		}
		r.aside = append(r.aside, i)
	}
	r.restore()
	return int(avoided)
}

// restore queues again what was set aside.
func (r *rotation) restore() {
	for _, i := range r.aside {
		r.queue(i)
	}
}

func (r *rotation) serve(i int32) {
	if i != None {
		r.advance(i)
		r.queue(i)
	}
}

// first takes out the server whose turn it is, None when all are set aside.
func (r *rotation) first() int32 {
	for range 2 {
		switch {
		case len(r.due) > 0 && r.turns[r.due[0]].at <= r.turn:
			return r.pop()
		case r.freshAt < len(r.fresh):
			r.freshAt++
			return r.fresh[r.freshAt-1]
		case len(r.due) > 0:
			return r.pop()
		}
		r.fresh, r.later, r.freshAt = r.later, r.fresh[:0], 0
		r.turn = r.table.Weight
	}
	return None
}

// advance gives the turn to a server and works out its next one.
func (r *rotation) advance(i int32) {
	t, w := &r.turns[i], r.table.Servers[i].Weight
	if t.at == 0 {
		t.at = r.turn
	}
	t.at += r.table.Weight / w
	t.rest += r.table.Weight % w
	if t.rest >= w {
		t.rest -= w
		t.at++
	}
	r.turn++
}

// queue puts a server where its next turn belongs.
func (r *rotation) queue(i int32) {
	t, w := &r.turns[i], r.table.Servers[i].Weight
	if t.at >= 2*r.table.Weight {
		t.at -= r.table.Weight
		insertHeaviest(r.table.Servers, &r.later, i)
		return
	}
	t.early = (MaxWeight*Scale + t.rest - w) / Scale
	r.order++
	t.order = r.order
	r.push(i)
}

// insertHeaviest keeps a list in the order of falling weight; equals stay in the order of their coming.
func insertHeaviest(servers []Candidate, list *[]int32, i int32) {
	at := len(*list)
	for at > 0 && servers[(*list)[at-1]].Weight < servers[i].Weight {
		at--
	}
	*list = slices.Insert(*list, at, i)
}
