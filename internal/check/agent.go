package check

import "bytes"

// AgentPlan is what the server line says of the agent's check.
type AgentPlan struct {
	// Send is what opens the talk, `agent-send`.
	Send string
}

func (a *AgentPlan) plan() *Plan {
	p := connecting()
	p.Type = "agent-check"
	if a.Send != "" {
		p.steps = append(p.steps, &sendStep{text: literal(a.Send)})
	}
	p.steps = append(p.steps, &agentStep{})
	return p
}

// agentStep reads one line, and does not wait for the agent to close.
type agentStep struct{ position }

func (s *agentStep) label() string { return "expect custom function" }

func (s *agentStep) run(p *probe) *Result {
	for bytes.IndexByte(p.in, '\n') < 0 && !p.ended {
		if err := p.receive(); err != nil {
			return p.broken(err)
		}
	}
	line, _, ok := bytes.Cut(p.in, []byte{'\n'})
	switch {
	case len(p.in) == 0:
		return &Result{Status: L7Invalid, Info: "TCPCHK got an empty response at step 2"}
	case !ok:
		return &Result{Status: L7Timeout, Info: "Ignoring incomplete line from agent"}
	}
	report := ParseReport(bytes.TrimSuffix(line, []byte{'\r'}))
	result := report.Result()
	p.report = &report
	return &result
}
