package check

import "metergate/internal/conf"

// A Plan is what a health check of a backend's servers does, step by step. It is immutable and shared by them.
type Plan struct {
	// Type is the name of the check: tcp-check, httpchk and so on.
	Type  string
	steps []step
	// conditional404 makes a 404 pass conditionally; sendState adds the header that tells the server its state.
	conditional404, sendState bool
}

// A step is one act of a probe. It returns nil when the probe goes on, else its result.
type step interface {
	run(p *probe) *Result
}

// Compile makes the plan of a backend (or listen) section out of its option ...-check, tcp-check and http-check lines.
// Without any of them, connecting is the whole check.
func Compile(b *conf.Bag) (*Plan, error) { return &Plan{Type: "connect"}, nil }
