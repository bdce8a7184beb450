package resolve

import "time"

const (
	// maxNames bounds what is remembered of the names that rules ask for.
	maxNames = 10000
	// maxAsking bounds the questions of rules that are open at once.
	maxAsking = 256
)

// A memory is what is known of a name that a rule asked for, and who waits for more.
type memory struct {
	answer Answer
	until  time.Time // from which on it is to be asked again
	asked  bool      // the question is open
	waits  []func(Answer)
}

// Ask asks about a name, or remembers the answer for as long as `hold valid` says, and then calls done once: on a
// goroutine of the resolver, or at once when it is known. Too many open questions are answered with Refused.
func (r *Resolver) Ask(name string, kind Kind, done func(Answer)) {
	q, now := question{name, kind}, time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	m := r.known[q]
	switch {
	case m != nil && m.asked:
		m.waits = append(m.waits, done)
		return
	case m != nil && now.Before(m.until):
		done(m.answer)
		return
	case r.asking >= maxAsking || r.ctx.Err() != nil:
		done(Answer{Status: Refused})
		return
	case m == nil:
		r.forget(now)
		m = &memory{}
		r.known[q] = m
	}
	m.asked, m.waits = true, append(m.waits, done)
	r.asking++
	r.busy.Go(func() { r.learn(q, m) })
}

// learn answers those who wait. An answer that is none is not remembered.
func (r *Resolver) learn(q question, m *memory) {
	a := r.resolve(q)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asking--
	m.asked, m.answer = false, a
	if a.Status == Valid {
		m.until = time.Now().Add(r.Hold[Valid])
	}
	for _, done := range m.waits {
		done(a)
	}
	m.waits = nil
}

// forget makes room for a name: those that are out of date go, and when these are too few, all that nobody waits for.
func (r *Resolver) forget(now time.Time) {
	if len(r.known) < maxNames {
		return
	}
	for _, all := range []bool{false, true} {
		for q, m := range r.known {
			if !m.asked && (all || !now.Before(m.until)) {
				delete(r.known, q)
			}
		}
		if len(r.known) < maxNames/2 {
			return
		}
	}
}
