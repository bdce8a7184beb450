package check

import (
	"strconv"

	"metergate/internal/regex"
	"metergate/internal/sample"
)

// httpExpectStep judges the head of an answer.
type httpExpectStep struct {
	expectation
	matcher
}

// A matcher says whether the answer of a probe, whose head is there, is what was wanted.
type matcher interface{ matches(p *probe) bool }

// linked compiles the formulas of what is wanted.
func (s *httpExpectStep) linked(env *sample.Env) (step, error) {
	c := *s
	if err := c.linkTexts(env); err != nil {
		return &c, err
	}
	m, ok := s.matcher.(interface {
		linked(env *sample.Env) (matcher, error)
	})
	if !ok {
		return &c, nil
	}
	var err error
	c.matcher, err = m.linked(env)
	return &c, err
}

func (s *httpExpectStep) label() string { return "expect" }

func (s *httpExpectStep) run(p *probe) *Result {
	if r := p.answered(); r != nil {
		return r
	}
	if s.matches(p) == s.negated {
		return s.fail(p, L7Wrong, p.http.head.Status, printable(p.http.head.Reason()))
	}
	p.met = &s.expectation
	return nil
}

// answered reads the head of the answer, and ends the probe when it alone decides.
func (p *probe) answered() *Result {
	err := error(nil)
	if !p.http.parsed {
		err = p.readHead()
	}
	switch {
	case err == errNoAnswer:
		return &Result{Status: SocketErr}
	case err != nil:
		return p.broken(err)
	case p.plan.conditional404 && p.http.head.Status == 404 && p.serverUp:
		return &Result{Status: L7OKCond, Code: 404}
	}
	return nil
}

// codes is a list of status codes and ranges of them.
type codes [][2]int

func (c codes) matches(p *probe) bool {
	for _, r := range c {
		if status := p.http.head.Status; r[0] <= status && status <= r[1] {
			return true
		}
	}
	return false
}

// usual are the codes that pass without an expect line.
var usual = codes{{200, 399}}

// statusPattern matches the digits of the status.
type statusPattern struct{ re *regex.Regex }

func (m statusPattern) matches(p *probe) bool {
	return m.re.Match(strconv.AppendInt(nil, int64(p.http.head.Status), 10), nil)
}

// httpBodyStep looks for a pattern in the body of an answer.
type httpBodyStep struct {
	expectation
	pattern pattern
}

func (s *httpBodyStep) label() string { return "expect " + s.pattern.form }

func (s *httpBodyStep) linked(env *sample.Env) (step, error) {
	c := *s
	if err := c.linkTexts(env); err != nil {
		return &c, err
	}
	return &c, c.pattern.from.link(env)
}

func (s *httpBodyStep) run(p *probe) *Result {
	if r := p.answered(); r != nil {
		return r
	}
	want, err := s.pattern.now(p)
	if err != nil {
		return s.fail(p, L7Invalid, 0, printable([]byte(err.Error())))
	}
	for !s.decided(&p.http, want) {
		switch err := p.readBody(); {
		case err == errNoAnswer:
			return &Result{Status: SocketErr}
		case err != nil:
			return p.broken(err)
		}
	}
	switch found := want.in(p.http.body); {
	case len(p.http.body) == 0:
		return s.fail(p, L7Invalid, 0, "HTTP content check could not find a response body")
	case found && s.negated:
		return s.fail(p, L7Invalid, 0, "HTTP check matched unwanted content")
	case !found && !s.negated:
		return s.fail(p, L7Invalid, 0, "HTTP content check did not match")
	}
	p.met = &s.expectation
	return nil
}

// decided says that more of the body would change nothing.
func (s *httpBodyStep) decided(a *answer, want *pattern) bool {
	return a.whole || want.in(a.body) || s.conclusive && len(a.body) >= s.least
}
