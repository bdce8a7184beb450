package regex

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

// A Regex is a compiled regular expression. Any goroutine may use it.
type Regex struct {
	linear  *regexp.Regexp
	limited *limited // in place of linear, nil with it
}

// A Worker runs functions where they hold nobody up. A nil Worker is a caller that cannot wait.
type Worker interface {
	// Aside runs f elsewhere while the caller waits. False means that f may not have run, and may run later.
	Aside(f func()) bool
}

// Compile compiles an expression, folding ASCII and Unicode case on request.
func Compile(expr string, fold bool) (*Regex, error) {
	// An expression that closes the group itself must not pass, so it is compiled alone first.
	_, err := syntax.Parse(expr, syntax.Perl)
	if err == nil {
		src := expr
		if fold {
			src = "(?i:" + expr + ")"
		}
		var re *regexp.Regexp
		if re, err = regexp.Compile(src); err == nil {
			return &Regex{linear: re}, nil
		}
	}
	e, ok := err.(*syntax.Error)
	switch {
	case ok && beyond(e):
		l, err := newLimited(expr, fold)
		return &Regex{limited: l}, err
	case ok:
		return nil, fmt.Errorf("regex '%s' is invalid (%s: '%s')", expr, e.Code, e.Expr)
	}
	return nil, fmt.Errorf("regex '%s' is invalid (%w)", expr, err)
}

// beyond reports whether an error is about what the linear engine does not do by design.
func beyond(e *syntax.Error) bool {
	behind := strings.HasPrefix(e.Expr, "(?<=") || strings.HasPrefix(e.Expr, "(?<!")
	return behind || e.Code == syntax.ErrInvalidPerlOp || e.Code == syntax.ErrInvalidEscape && len(e.Expr) == 2 && e.Expr[1]-'1' < 9
}

// Limited reports whether the expression needs the engine whose matches have a limit.
func (r *Regex) Limited() bool { return r.limited != nil }

// Match reports whether the expression is found in b.
func (r *Regex) Match(b []byte, w Worker) bool {
	if r.limited != nil {
		return r.limited.find(b, 1, w) != nil
	}
	return r.linear.Match(b)
}

// Find returns where the first match and its groups begin and end in b, -1 for a group that took no part; nil without a
// match.
func (r *Regex) Find(b []byte, w Worker) []int {
	if r.limited == nil {
		return r.linear.FindSubmatchIndex(b)
	}
	if all := r.limited.find(b, 1, w); all != nil {
		return all[0]
	}
	return nil
}

// FindAll returns the first n matches that do not overlap, or all for -1.
func (r *Regex) FindAll(b []byte, n int, w Worker) [][]int {
	if r.limited == nil {
		return r.linear.FindAllSubmatchIndex(b, n)
	}
	return r.limited.find(b, n, w)
}
