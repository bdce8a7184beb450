package stick

// links chain an entry into a list.
type links struct{ prev, next uint32 }

// list is a doubly linked list of indices, oldest first.
type list struct {
	first, last uint32
	of          func(i uint32) *links
}

// push appends i.
func (l *list) push(i uint32) {
	*l.of(i) = links{prev: l.last}
	if l.last == 0 {
		l.first = i
	} else {
		l.of(l.last).next = i
	}
	l.last = i
}

// cut takes i out.
func (l *list) cut(i uint32) {
	k := *l.of(i)
	if k.prev == 0 {
		l.first = k.next
	} else {
		l.of(k.prev).next = k.next
	}
	if k.next == 0 {
		l.last = k.prev
	} else {
		l.of(k.next).prev = k.prev
	}
}
