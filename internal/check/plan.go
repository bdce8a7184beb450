package check

// A Plan is what a health check of a backend's servers does, step by step. It is immutable and shared by them.
type Plan struct {
	// Type is the kind of check: the option of the backend that asks for it, or `connect`.
	Type  string
	steps []step
	// http says that messages of HTTP are exchanged.
	http bool
	// passed is the status of a check whose last step was no connection.
	passed Status
	// passedInfo is the text that goes with it.
	passedInfo string
	// traced says that messages name the step at which something failed.
	traced bool
	// conditional404 makes a 404 pass conditionally.
	conditional404 bool
}

// A step is one act of a probe.
type step interface {
	// run does it. It returns nil when the probe goes on, else its result.
	run(p *probe) *Result
	// label says what it does, for messages.
	label() string
	pos() *position
}

// A position is where a step stands in the configuration.
type position struct {
	number  int // from 1 on; 0 for the connection that every plan begins with
	comment string
}

func (at *position) pos() *position { return at }

// connecting is the plan of a backend that asks for no kind of check: connecting is all.
func connecting() *Plan { return &Plan{Type: "connect", steps: []step{&connectStep{useServer: true}}} }

// begin puts a connection in front of steps that do not begin with one.
func begin(steps []step) []step {
	if connects(steps) {
		return steps
	}
	return append([]step{&connectStep{useServer: true}}, steps...)
}

// talks reports whether some step is more than a variable's, connects whether the first that is opens a connection.
func talks(steps []step) bool { return beyondVars(steps) != nil }

func connects(steps []step) bool {
	_, ok := beyondVars(steps).(*connectStep)
	return ok
}

func beyondVars(steps []step) step {
	for _, s := range steps {
		if _, ok := s.(*varStep); !ok {
			return s
		}
	}
	return nil
}
