package check

import (
	"regexp"
	"strconv"
)

// httpExpectStep judges the head of an answer.
type httpExpectStep struct {
	expectation
	matches func(a *answer) bool
}

func (s *httpExpectStep) label() string { return "expect" }

func (s *httpExpectStep) run(p *probe) *Result {
	if r := p.answered(); r != nil {
		return r
	}
	if s.matches(&p.http) == s.negated {
		return s.fail(L7Wrong, p.http.head.Status, printable(p.http.head.Reason()))
	}
	p.ok = s.ok
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

func (c codes) matches(a *answer) bool {
	for _, r := range c {
		if r[0] <= a.head.Status && a.head.Status <= r[1] {
			return true
		}
	}
	return false
}

// usual are the codes that pass without an expect line.
var usual = codes{{200, 399}}

// statusPattern matches the digits of the status.
type statusPattern struct{ re *regexp.Regexp }

func (m statusPattern) matches(a *answer) bool { return m.re.MatchString(strconv.Itoa(a.head.Status)) }

// httpBodyStep looks for a pattern in the body of an answer.
type httpBodyStep struct {
	expectation
	pattern pattern
}

func (s *httpBodyStep) label() string { return "expect " + s.pattern.form }

func (s *httpBodyStep) run(p *probe) *Result {
	if r := p.answered(); r != nil {
		return r
	}
	for !s.decided(&p.http) {
		switch err := p.readBody(); {
		case err == errNoAnswer:
			return &Result{Status: SocketErr}
		case err != nil:
			return p.broken(err)
		}
	}
	switch found := s.pattern.in(p.http.body); {
	case len(p.http.body) == 0:
		return s.fail(L7Invalid, 0, "HTTP content check could not find a response body")
	case found && s.negated:
		return s.fail(L7Invalid, 0, "HTTP check matched unwanted content")
	case !found && !s.negated:
		return s.fail(L7Invalid, 0, "HTTP content check did not match")
	}
	p.ok = s.ok
	return nil
}

// decided says that more of the body would change nothing.
func (s *httpBodyStep) decided(a *answer) bool {
	return a.whole || s.pattern.in(a.body) || s.least > 0 && len(a.body) >= s.least
}
