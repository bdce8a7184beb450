package share

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// simulated is a store in memory that does what the scripts do. It can be copied, to go back to.
type simulated struct {
	now     int64
	seq     map[string]uint64
	alive   map[string]int64
	ended   map[string]int64
	version string
	clock   int64
	keys    map[string]map[string]string
	changes map[string]map[string]int64 // by table: key, number
}

func newSimulated(now int64) *simulated {
	return &simulated{
		now: now, seq: map[string]uint64{}, alive: map[string]int64{}, ended: map[string]int64{},
		keys: map[string]map[string]string{}, changes: map[string]map[string]int64{},
	}
}

func (k *simulated) clone() *simulated {
	c := *k
	c.seq, c.alive, c.ended = maps.Clone(k.seq), maps.Clone(k.alive), maps.Clone(k.ended)
	c.keys, c.changes = map[string]map[string]string{}, map[string]map[string]int64{}
	for n, v := range k.keys {
		c.keys[n] = maps.Clone(v)
	}
	for n, v := range k.changes {
		c.changes[n] = maps.Clone(v)
	}
	return &c
}

func (k *simulated) ask(q *question) (*answer, error) {
	if _, over := k.ended[q.id]; over {
		return &answer{over: true}, nil
	}
	before := k.seq[q.id]
	if before >= q.seq {
		return nil, errLate
	}
	if before < q.acked {
		return &answer{lost: true}, nil
	}
	k.seq[q.id], k.alive[q.id] = q.seq, k.now
	if q.last {
		k.end(q.id)
	}
	if k.changes[q.table] == nil {
		k.changes[q.table] = map[string]int64{}
	}
	for _, t := range q.told {
		k.clock = max(k.clock, k.now*1000) + 1
		name := q.table + ":" + t.key
		if k.keys[name] == nil {
			k.keys[name] = map[string]string{}
		}
		k.keys[name][field(q.id, t.birth)] = t.record
		k.changes[q.table][t.key] = k.clock
	}
	a := &answer{now: k.now, version: k.version}
	if q.ended != k.version {
		a.ended = slices.Sorted(maps.Keys(k.ended))
	}
	for id, at := range k.alive {
		if at < k.now-q.lapse {
			a.lapsed = append(a.lapsed, id)
		}
	}
	a.changes = k.since(q)
	return a, nil
}

func (k *simulated) end(id string) {
	k.ended[id] = k.now
	delete(k.alive, id)
	delete(k.seq, id)
	k.version = fmt.Sprint(len(k.ended), k.now)
}

func (k *simulated) since(q *question) (all []change) {
	from, _ := strconv.ParseInt(q.cursor, 10, 64)
	for key, n := range k.changes[q.table] {
		if n > from {
			all = append(all, change{cursor: strconv.FormatInt(n, 10), key: key, life: q.expire, fields: maps.Clone(k.keys[q.table+":"+key])})
		}
	}
	slices.SortFunc(all, func(a, b change) int {
		return strings.Compare(fmt.Sprintf("%20s", a.cursor), fmt.Sprintf("%20s", b.cursor))
	})
	return all[:min(len(all), q.limit)]
}

func (k *simulated) replace(f *folding) bool {
	taken := k.seq[f.id]
	if taken < f.acked || taken >= f.seq {
		return false
	}
	k.seq[f.id] = f.seq
	fields := k.keys[f.table+":"+f.key]
	if fields[baseField] != f.before {
		return true
	}
	for i := 0; i < len(f.fields); i += 2 {
		owner, _, _ := strings.Cut(f.fields[i], ".")
		if fields[f.fields[i]] != f.fields[i+1] || owner != f.id && k.ended[owner] == 0 {
			return true
		}
	}
	fields[baseField] = f.base
	for i := 0; i < len(f.fields); i += 2 {
		delete(fields, f.fields[i])
	}
	return true
}

// fault is what goes wrong with a question.
type fault int

const (
	none fault = iota
	questionLost
	answerLost
	late // the question arrives when the asker has given it up and asked others
)

var errFault = errors.New("no answer")

// wire is a way to a simulated store on which things go wrong.
type wire struct {
	to    **simulated
	next  fault
	kept  []func() // questions that arrive later
	folds int
}

func (w *wire) exchange(_ context.Context, q *question) (*answer, error) {
	f := w.next
	w.next = none
	switch f {
	case questionLost:
		return nil, errFault
	case late:
		w.kept = append(w.kept, func() { (*w.to).ask(q) })
		return nil, errFault
	}
	a, err := (*w.to).ask(q)
	if f == answerLost {
		return nil, errFault
	}
	return a, err
}

func (w *wire) fold(_ context.Context, f *folding) (bool, error) {
	w.folds++
	return (*w.to).replace(f), nil
}

func (w *wire) close() {}
