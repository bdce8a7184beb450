package check

// Begin notes that a probe runs; a Result, or Abandon, ends it.
func (h *Health) Begin(agent bool) {
	h.probe(agent).running = true
	h.publish()
}

// Abandon notes that the probe was given up without a result: the server is no longer to be checked.
func (h *Health) Abandon(agent bool) {
	h.probe(agent).running = false
	h.publish()
}

func (h *Health) probe(agent bool) *probeState {
	if agent {
		return &h.agent
	}
	return &h.check
}

// Check takes the result of a health check.
func (h *Health) Check(r Result) Event {
	e := h.count(&h.check, r)
	return h.settle(e)
}

// Report takes what the agent said.
func (h *Health) Report(said Report, r Result) Event {
	if said.Health == SaysNothing {
		return h.note(said, r)
	}
	e := h.count(&h.agent, r)
	e.Agent, e.Report = true, said
	return h.settle(e)
}

// Unheard takes why the agent could not be asked: it leaves the state alone.
func (h *Health) Unheard(r Result) Event { return h.note(silent, r) }

// note keeps a result of the agent that says nothing of health.
func (h *Health) note(said Report, r Result) Event {
	h.agent.last, h.agent.running = r, false
	h.publish()
	return Event{Agent: true, Report: said, Result: r, Counter: h.agent.Counter}
}

// count moves one counter by one result.
func (h *Health) count(p *probeState, r Result) Event {
	e := Event{Result: r, News: r.Status != p.last.Status}
	p.last, p.running = r, false
	switch r.Status.Verdict() {
	case Passed, Conditional:
		e.Moved = p.pass()
	case Failed:
		e.Moved = p.fail()
		e.Failed = e.Moved
	}
	e.News = e.News || e.Moved
	e.Counter = p.Counter
	return e
}

// settle brings the operational state in line with the counters, and publishes both.
func (h *Health) settle(e Event) Event {
	defer h.publish()
	if !h.well() {
		return h.move(e, Stopped)
	}
	switch e.Result.Status.Verdict() {
	case Conditional:
		return h.move(e, Stopping)
	case Passed:
		return h.move(e, Running)
	}
	return e
}

// well says that every check which takes part holds the server for up.
func (h *Health) well() bool {
	return (!h.check.takesPart() || h.check.Up()) && (!h.agent.takesPart() || h.agent.Up())
}

// move changes the operational state and tells how.
func (h *Health) move(e Event, to Op) Event {
	e.From = h.op
	switch {
	case h.maintenance, to == h.op, to == Running && h.op == Starting:
		return e
	case to == Stopped:
		e.Change = WentDown
	case to == Stopping:
		e.Change = WentStopping
	default:
		e.Change = WentUp
		if h.config.SlowStart {
			to = Starting
		}
	}
	h.op = to
	return e
}
