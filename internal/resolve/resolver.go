package resolve

import (
	"context"
	"sync"
)

// A Resolver is the name servers of a section, and what was asked of them.
type Resolver struct {
	Config
	Nameservers []*Nameserver

	ctx  context.Context
	stop context.CancelFunc
	busy sync.WaitGroup

	mu      sync.Mutex
	watched map[question]*resolution
	known   map[question]*memory
	asking  int
}

// A question is a name and what is asked about it.
type question struct {
	name string
	kind Kind
}

// New returns a resolver; it asks nothing yet.
func New(c Config) *Resolver {
	r := &Resolver{Config: c, watched: map[question]*resolution{}, known: map[question]*memory{}}
	for _, s := range c.Servers {
		r.Nameservers = append(r.Nameservers, &Nameserver{Server: s, payload: c.Payload})
	}
	r.ctx, r.stop = context.WithCancel(context.Background())
	return r
}

// Close ends all questions. Nobody is told of anything any more when it returns.
func (r *Resolver) Close() {
	r.stop()
	r.busy.Wait()
}

// Nameserver returns the name server of that name, or nil.
func (r *Resolver) Nameserver(name string) *Nameserver {
	for _, n := range r.Nameservers {
		if n.Name == name {
			return n
		}
	}
	return nil
}

// resolve asks until there is a valid answer, or it was tried as often as the section says. Of each try the second family
// is asked when the first one has nothing; a silent server is asked the same again.
func (r *Resolver) resolve(q question) (last Answer) {
	last.Status = Timeout
	for range max(r.Retries, 1) {
		for _, kind := range q.kind.types() {
			if last = r.round(q.name, kind); last.Status == Valid || r.ctx.Err() != nil {
				return last
			}
			if last.Status == Timeout {
				break
			}
		}
	}
	return last
}

// round asks all name servers at once. The first valid answer counts, else the last one that came.
func (r *Resolver) round(name string, kind uint16) (last Answer) {
	ctx, cancel := context.WithTimeout(r.ctx, r.Retry)
	defer cancel()
	answers := make(chan Answer, len(r.Nameservers))
	for _, n := range r.Nameservers {
		r.busy.Go(func() { answers <- n.ask(ctx, query(name, kind, r.Payload)) })
	}
	last.Status = Timeout
	for range r.Nameservers {
		a := <-answers
		if a.Status == Valid {
			return a
		}
		if a.Status != Timeout {
			last = a
		}
	}
	return last
}
