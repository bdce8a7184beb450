package check

import (
	"fmt"
	"strings"

	"metergate/internal/conf"
)

const expectOptions = "[min-recv <bytes>] [comment <text>] [ok-status <st>] [error-status <st>] [tout-status <st>] " +
	"[on-success <format>] [on-error <format>] [status-code <expression>] "

// okStatuses, failedStatuses and lateStatuses are what an expect line may make of its outcome.
var (
	okStatuses     = map[string]Status{"L4OK": L4OK, "L6OK": L6OK, "L7OK": L7OK, "L7OKC": L7OKCond}
	failedStatuses = map[string]Status{"L4CON": L4Failed, "L6RSP": L6Invalid, "L7RSP": L7Invalid, "L7STS": L7Wrong, "L7OKC": L7OKCond}
	lateStatuses   = map[string]Status{"L4TOUT": L4Timeout, "L6TOUT": L6Timeout, "L7TOUT": L7Timeout, "L7OKC": L7OKCond}
)

// parseExpect reads an expect line: options in any order around the match, which pattern reads.
func parseExpect(a *conf.Args, match func(a *conf.Args, e *expectation, word string) (step, error)) (rule, error) {
	e := &expectation{}
	var s step
	for !a.Done() {
		word := a.Next().Text
		known, err := e.option(a, word)
		if err == nil && !known {
			if s != nil {
				return rule{}, fmt.Errorf("'%s' expects one pattern, not '%s' too", a.Name(), word)
			}
			s, err = match(a, e, e.negation(a, word))
		}
		if err != nil {
			return rule{}, err
		}
	}
	if s == nil {
		return rule{}, fmt.Errorf("'%s' expects a pattern", a.Name())
	}
	return rule{step: settled(s, e)}, nil
}

// nextPattern reads the pattern of a match.
func nextPattern(a *conf.Args, form string) (pattern, error) {
	text, err := a.Text("a pattern")
	if err != nil {
		return pattern{}, err
	}
	p, err := parsePattern(form, text)
	if err != nil {
		return pattern{}, fmt.Errorf("'%s': %w", a.Name(), err)
	}
	warnLimited(a, p.re, text)
	return p, nil
}

// negation takes a `!` that stands before the match or is its first character.
func (e *expectation) negation(a *conf.Args, word string) string {
	word, e.negated = strings.CutPrefix(word, "!")
	if e.negated && word == "" {
		word = a.Next().Text
	}
	return word
}

// settled gives a step the options that stood behind its match.
func settled(s step, e *expectation) step {
	switch s := s.(type) {
	case *expectStep:
		s.expectation = *e
	case *httpExpectStep:
		s.expectation = *e
	case *httpBodyStep:
		s.expectation = *e
	}
	return s
}

// option reads one of the options that every expect line has; it reports false for another word.
func (e *expectation) option(a *conf.Args, word string) (known bool, err error) {
	switch word {
	case "min-recv":
		var n int64
		n, err = a.Int(-1, maxInput)
		e.least, e.conclusive = int(max(n, 0)), n >= 0
	case "comment":
		e.comment, err = a.Text("a comment")
	case "ok-status":
		e.ok, err = parseStatus(a, word, okStatuses)
	case "error-status":
		e.failed, err = parseStatus(a, word, failedStatuses)
	case "tout-status":
		e.late, err = parseStatus(a, word, lateStatuses)
	case "on-success":
		e.okText, err = parseText(a)
	case "on-error":
		e.failedText, err = parseText(a)
	case "status-code":
		e.code, err = parseMeasure(a)
	default:
		return false, nil
	}
	return true, err
}

func parseStatus(a *conf.Args, option string, allowed map[string]Status) (Status, error) {
	word := a.Next().Text
	s, ok := allowed[word]
	if !ok {
		return 0, fmt.Errorf("'%s': '%s' does not know the status '%s'", a.Name(), option, word)
	}
	return s, nil
}

func parseText(a *conf.Args) (*formula, error) {
	f, err := formulaOf(a)
	return &f, err
}

// parseMeasure reads an expression of one word, whose commas separate its converters.
func parseMeasure(a *conf.Args) (*measure, error) {
	word, err := a.Text("an expression")
	return &measure{words: []string{word}}, err
}
