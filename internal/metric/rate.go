package metric

import "sync/atomic"

// A Rate is how many events happened in the last second: the present second so far, plus the share of the one before
// that still lies within the last 1000 ms. Each shard's seconds start at its own first event.
type Rate struct {
	*Column
	at slots
	// top is the highest rate seen; nil for a Rate without.
	top *Max
}

// The words of a rate on a shard.
const (
	rateStart  = iota // when the present second began, ms, plus 1; 0 before the first event
	rateNow           // events in the present second
	ratePast          // events in the second before
	rateOthers        // what the other shards measured, times 1000, when last asked
	rateAsked         // when that was, ms
	rateWords
)

const (
	ratePeriod = 1000    // ms
	rateTurns  = 1 << 63 // stands in rateStart while a second is being turned over
)

// NewRate declares a rate. No clearing touches it: it is gone a second later anyway.
func NewRate(col Column) *Rate {
	r := &Rate{}
	if col.Float {
		col.Read = func(o Object, v *View) Value { return Float(r.PerSecond(o.MetricSet(), v.Millis())) }
		r.Column = std.add(col)
	} else {
		r.Column = std.count(col, func(s *Set, v *View) uint64 { return r.thousandths(s, v.Millis()) / ratePeriod })
	}
	r.at = std.words(col.On.Kinds(), rateWords, never)
	return r
}

// NewRateMax declares a rate and the highest value it had at an event. With several loops the part of the others is
// looked up at most once a millisecond.
func NewRateMax(col, top Column) *Rate {
	r := NewRate(col)
	r.top = NewMax(top)
	return r
}

// Add counts n events at the time now, in ms.
func (r *Rate) Add(s *Set, shard int, n uint64, now int64) {
	if s == nil {
		return
	}
	sh := s.own(shard)
	if sh == nil {
		sh = s.ready(shard)
	}
	w := sh.words[r.at[s.kind]:][:rateWords]
	if uint64(now)-(w[rateStart]-1) >= ratePeriod || w[rateStart] == 0 {
		turn(w, now)
	}
	store(&w[rateNow], w[rateNow]+n)
	if r.top == nil {
		return
	}
	if len(s.shards) > 1 && w[rateAsked] != uint64(now) {
		w[rateAsked], w[rateOthers] = uint64(now), r.others(s, shard, now)
	}
	r.top.Observe(s, shard, (estimate(w[rateStart], w[rateNow], w[ratePast], now)+w[rateOthers])/ratePeriod)
}

// turn begins a new second. The one that ends becomes the past if it ended less than a second ago.
func turn(w []uint64, now int64) {
	start, past := uint64(now), uint64(0)
	if was := w[rateStart]; was != 0 {
		if next := was - 1 + ratePeriod; uint64(now)-next < ratePeriod {
			start, past = next, w[rateNow]
		}
	}
	atomic.StoreUint64(&w[rateStart], rateTurns)
	store(&w[ratePast], past)
	store(&w[rateNow], 0)
	atomic.StoreUint64(&w[rateStart], start+1)
}

// estimate returns events per second, times 1000, at a moment that may lie after the present second.
func estimate(start, events, past uint64, now int64) uint64 {
	if start == 0 {
		return 0
	}
	left := int64(start) - 1 + ratePeriod - now
	if left <= 0 {
		past, events, left = events, 0, left+ratePeriod
		if left <= 0 {
			return 0
		}
	}
	if events == 0 && past <= 1 {
		return past * ratePeriod // an event a second does not flicker between 0 and 1
	}
	return past*uint64(min(left, ratePeriod)) + events*ratePeriod
}

// PerSecond returns the rate over all shards at the time now, in ms.
func (r *Rate) PerSecond(s *Set, now int64) float64 {
	return float64(r.thousandths(s, now)) / ratePeriod
}

func (r *Rate) thousandths(s *Set, now int64) (sum uint64) {
	for i := range s.Shards() {
		sum += r.of(s, i, now)
	}
	return sum
}

func (r *Rate) others(s *Set, shard int, now int64) (sum uint64) {
	for i := range s.shards {
		if i != shard {
			sum += r.of(s, i, now)
		}
	}
	return sum
}

// of reads one shard from any thread. Its loop may turn the second over meanwhile: then it is read again.
func (r *Rate) of(s *Set, i int, now int64) uint64 {
	sh := s.shards[i].Load()
	if sh == nil || r.at[s.kind] < 0 {
		return 0
	}
	w := sh.words[r.at[s.kind]:][:rateWords]
	for range 100 {
		start := atomic.LoadUint64(&w[rateStart])
		events, past := atomic.LoadUint64(&w[rateNow]), atomic.LoadUint64(&w[ratePast])
		if start != rateTurns && start == atomic.LoadUint64(&w[rateStart]) {
			return estimate(start, events, past, now)
		}
	}
	return 0
}
