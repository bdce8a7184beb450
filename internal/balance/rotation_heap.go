package balance

// The due servers of a rotation are a binary heap over places, the earliest turn first. container/heap would cost an
// interface call a comparison and an allocation a push.

func (r *rotation) before(a, b int32) bool {
	x, y := &r.turns[a], &r.turns[b]
	if x.at != y.at {
		return x.at < y.at
	}
	if x.early != y.early {
		return x.early < y.early
	}
	return x.order < y.order
}

func (r *rotation) push(i int32) {
	r.due = append(r.due, i)
	for at := len(r.due) - 1; at > 0; {
		up := (at - 1) / 2
		if !r.before(r.due[at], r.due[up]) {
			return
		}
		r.due[at], r.due[up] = r.due[up], r.due[at]
		at = up
	}
}

func (r *rotation) pop() int32 {
	top, last := r.due[0], len(r.due)-1
	r.due[0] = r.due[last]
	r.due = r.due[:last]
	for at := 0; ; {
		down := 2*at + 1
		if down >= last {
			return top
		}
		if down+1 < last && r.before(r.due[down+1], r.due[down]) {
			down++
		}
		if !r.before(r.due[down], r.due[at]) {
			return top
		}
		r.due[at], r.due[down] = r.due[down], r.due[at]
		at = down
	}
}
