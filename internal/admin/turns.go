package admin

// A turns is the way to a client for an answer that takes long to compute: what computes holds the turn, of which there
// is one for all clients, so that a processor is left for the rest; while the client takes what was computed others have
// the turn.
type turns struct{ r *Request }

// Write gives the turn away while p is sent.
func (t *turns) Write(p []byte) (int, error) {
	t.r.api.heavy.Unlock()
	defer t.r.api.heavy.Lock()
	return t.r.Write(p)
}

// render runs f with the turn.
func (r *Request) render(f func(*turns) error) error {
	r.api.heavy.Lock()
	defer r.api.heavy.Unlock()
	return f(&turns{r})
}
