package check

import (
	"strconv"

	"metergate/internal/sample"
)

// expectStep waits for bytes. It leaves them to the expectations behind it.
type expectStep struct {
	expectation
	pattern pattern
}

func (s *expectStep) label() string {
	label := "expect " + s.pattern.form
	switch s.pattern.form {
	case "string":
		label += " " + s.pattern.quoted()
	case "rstring":
		label = "expect regex"
	}
	return label
}

func (s *expectStep) linked(env *sample.Env) (step, error) {
	c := *s
	if err := c.linkTexts(env); err != nil {
		return &c, err
	}
	return &c, c.pattern.from.link(env)
}

func (s *expectStep) run(p *probe) *Result {
	want, err := s.pattern.now(p)
	if err != nil {
		return s.fail(p, L7Invalid, 0, printable([]byte(err.Error()))+s.step())
	}
	for !p.ended && len(p.in) < max(s.least, len(want.data), 1) || !s.decided(p, want) {
		if err := p.receive(); err != nil {
			return p.broken(err)
		}
	}
	if len(p.in) == 0 {
		return s.fail(p, L7Invalid, 0, "TCPCHK got an empty response"+s.step())
	}
	switch found := want.in(p.in); {
	case found && s.negated:
		return s.fail(p, L7Invalid, 0, "TCPCHK matched unwanted content "+want.quoted()+s.step())
	case !found && !s.negated:
		return s.fail(p, L7Invalid, 0, "TCPCHK did not match content "+want.quoted()+s.step())
	}
	p.met = &s.expectation
	return nil
}

// decided says that more input would change nothing: the pattern is there, or its absence is final because the server
// has ended or has sent as much as the line asks for.
func (s *expectStep) decided(p *probe, want *pattern) bool {
	return p.ended || s.conclusive || want.in(p.in)
}

func (s *expectStep) step() string { return " at step " + strconv.Itoa(s.number) }
