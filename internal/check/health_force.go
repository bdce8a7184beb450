package check

// Warm notes that the warm-up is over.
func (h *Health) Warm() {
	if h.op == Starting {
		h.op = Running
		h.publish()
	}
}

// Force sets the state as `set server s health up|stopping|down` asks.
func (h *Health) Force(to Op) Event {
	defer h.publish()
	h.check.Health = h.check.Top()
	if to == Stopped {
		h.check.Health = 0
	}
	return h.move(Event{Forced: true, Counter: h.check.Counter}, to)
}

// ForceAgent sets the state as `set server s agent up|down` asks.
func (h *Health) ForceAgent(up bool) Event {
	defer h.publish()
	e := Event{Forced: true, Agent: true, Report: silent}
	h.agent.Health = 0
	if up {
		h.agent.Health = h.agent.Top()
	}
	e.Counter = h.agent.Counter
	if !h.well() {
		return h.move(e, Stopped)
	}
	return h.move(e, Running)
}

// Enable switches one of the checks on or off, as `enable health` and `disable agent` ask. A check that the server
// line does not have stays off; the result says whether there is one.
func (h *Health) Enable(agent, on bool) bool {
	p := h.probe(agent)
	p.enabled = on && p.configured
	h.publish()
	return p.configured
}

// Pause notes that the server enters maintenance: it is stopped, and its health is not checked. The agent goes on, since
// it may be the one that ends the maintenance.
func (h *Health) Pause() {
	h.check.paused = h.check.paused || h.check.configured
	h.maintenance = true
	h.op = Stopped
	h.publish()
}

// Hold notes that a server begins its life in maintenance: paused says that its check, also one that it does not have, is
// called paused, as that of a server which is disabled in the configuration is.
func (h *Health) Hold(paused bool) {
	h.check.paused, h.maintenance, h.check.Health = paused, true, 0
	h.op = Stopped
	h.publish()
}

// Resume notes that the server leaves maintenance: it is up, unless the agent says otherwise, but one failure takes it
// down.
func (h *Health) Resume() Event {
	h.maintenance = false
	if h.check.configured {
		h.check.paused, h.check.Health = false, h.check.Rise
	}
	defer h.publish()
	e := Event{Forced: true, Counter: h.check.Counter}
	if !h.well() {
		return e
	}
	return h.move(e, Running)
}

// Restore puts the health of a state file in force.
func (h *Health) Restore(op Op, health int, last Result) {
	h.op = op
	h.check.Health = min(max(health, 0), h.check.Top())
	h.check.last = last
	h.publish()
}
