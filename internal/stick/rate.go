package stick

// rate counts events in the last period by two buckets: the present period so far, and the share of the one before that still
// lies within the last period. Its words: when the present period began (ms, wrapped), events in it, events in the one before.
type rate [3]uint32

// add counts n events.
func (r *rate) add(n uint32, now, period int64) {
	r.turn(now, period)
	r[1] += n
}

// turn begins a new period when the present one is over.
func (r *rate) turn(now, period int64) {
	age := int64(uint32(now) - r[0])
	switch {
	case age < period:
	case age < 2*period:
		r[0], r[1], r[2] = r[0]+uint32(period), 0, r[1]
	default:
		r[0], r[1], r[2] = uint32(now), 0, 0
	}
}

// value estimates the events of the last period.
func (r *rate) value(now, period int64) uint64 {
	if period <= 0 {
		return 0
	}
	c := *r
	left := period - int64(uint32(now)-c[0])
	if left <= 0 {
		c[1], c[2] = 0, c[1]
		left = max(left+period, 0)
		if left == 0 {
			return 0
		}
	}
	if c[1] == 0 && c[2] <= 1 {
		return uint64(c[2]) // an event a period does not flicker between 0 and 1
	}
	return uint64(c[2])*uint64(left)/uint64(period) + uint64(c[1])
}

// set makes the value n, from now on.
func (r *rate) set(n uint32, now int64) { *r = rate{uint32(now), 0, n} }
