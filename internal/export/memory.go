package export

import "metergate/internal/metric"

// A Memory keeps something for each series, from walk to walk: what is dear to make again, as rendered labels, or what the
// next value is compared with. It is used by one goroutine.
//
//	m.Begin()
//	for r := range w.Readings() {
//		v, known := m.Of(r)
//		...
//	}
//	for v := range m.Gone { ... }
type Memory[T any] struct {
	objects map[*metric.Ident]*remembered[T]
	ident   *metric.Ident // of the reading before: those of an object follow each other
	last    *remembered[T]
	walk    uint64
}

// What is remembered of an object, by the slots of its series. Series of one slot differ by their text.
type remembered[T any] struct {
	slots []*keepsake[T]
	walk  uint64
}

type keepsake[T any] struct {
	value T
	text  string
	walk  uint64
	next  *keepsake[T]
}

// Begin begins a walk.
func (m *Memory[T]) Begin() {
	if m.objects == nil {
		m.objects = map[*metric.Ident]*remembered[T]{}
	}
	m.walk++
	m.ident = nil
}

// Of returns what is kept for the series of a reading, and whether that was there before.
func (m *Memory[T]) Of(r *Reading) (v *T, known bool) {
	if id := r.Ident(); id != m.ident {
		m.ident, m.last = id, m.objects[id]
		if m.last == nil {
			m.last = &remembered[T]{slots: make([]*keepsake[T], Slots(r.Family.Kind))}
			m.objects[id] = m.last
		}
		m.last.walk = m.walk
	}
	first := &m.last.slots[r.Slot]
	for k := *first; k != nil; k = k.next {
		if k.text == r.Text() {
			k.walk = m.walk
			return &k.value, true
		}
	}
	k := &keepsake[T]{text: r.Text(), walk: m.walk, next: *first}
	*first = k
	return &k.value, false
}

// Gone goes over what is kept for series that this walk did not have, and forgets it.
func (m *Memory[T]) Gone(yield func(*T) bool) {
	more := true
	for id, o := range m.objects {
		if o.walk != m.walk {
			delete(m.objects, id)
		}
		for i := range o.slots {
			for at := &o.slots[i]; *at != nil; {
				k := *at
				if k.walk == m.walk {
					at = &k.next
					continue
				}
				*at = k.next
				if more {
					more = yield(&k.value)
				}
			}
		}
	}
}
