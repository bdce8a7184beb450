package proxy

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"metergate/internal/clock"
	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(
		rule.Spec{
			Name: "set-timeout", In: rule.HTTPRequest | rule.HTTPResponse,
			Usage: "set-timeout { client | connect | queue | server | tarpit | tunnel } { <timeout> | <expr> }",
			Help:  "Replaces a timeout for this request; an expression gives milliseconds.",
			Parse: parseSetTimeout,
		},
		rule.Spec{
			Name: "set-retries", In: rule.HTTPRequest | rule.TCPContent, Usage: "set-retries { <number> | <expr> }",
			Help:  "Replaces, for this request, how often it is tried again after a failure: from 0 to 100 times.",
			Parse: parseSetRetries,
		},
	)
}

// maxSetRetries bounds what a rule may set: each attempt costs a server something.
const maxSetRetries = 100

// A setLimit sets a number of the request, given or computed.
type setLimit struct {
	n    int64
	expr *sample.Expr // in place of n
	set  func(s *Stream, n int64)
}

// parseSetTimeout reads the timeout's name and what it is to be. What belongs to a backend cannot be set where there is none.
func parseSetTimeout(p *rule.Parser) (rule.Action, error) {
	name := p.Next()
	k := limitKind(slices.Index(limitNames[:], name))
	if k >= numLimits {
		return nil, fmt.Errorf("expects 'client', 'connect', 'queue', 'server', 'tarpit' or 'tunnel' instead of '%s'", name)
	}
	if !p.More() {
		return nil, errors.New("expects 2 arguments")
	}
	a := &setLimit{set: func(s *Stream, ms int64) {
		if ms > 0 {
			s.own.delay[k] = time.Duration(min(ms, math.MaxInt32)) * time.Millisecond
		}
	}}
	if !startsNumber(p.Peek()) {
		return a, a.parseExpr(p)
	}
	d, err := clock.ParseDuration(p.Next(), time.Millisecond)
	if err == nil && d <= 0 {
		err = errors.New("null value is not valid for a 'set-timeout' rule")
	}
	a.n = int64((d + time.Millisecond - 1) / time.Millisecond)
	return a, err
}

func parseSetRetries(p *rule.Parser) (rule.Action, error) {
	if !p.More() {
		return nil, errors.New("expects 1 argument")
	}
	a := &setLimit{set: func(s *Stream, n int64) {
		if n >= 0 && n <= maxSetRetries {
			s.own.retries = int(n) + 1
		}
	}}
	if !startsNumber(p.Peek()) {
		return a, a.parseExpr(p)
	}
	word := p.Next()
	n, err := strconv.ParseUint(word, 10, 8)
	if err != nil || n > maxSetRetries {
		return nil, fmt.Errorf("'%s' is no number from 0 to %d", word, maxSetRetries)
	}
	a.n = int64(n)
	return a, nil
}

// startsNumber tells a number from an expression.
func startsNumber(word string) bool {
	return strings.ContainsAny(word[:min(1, len(word))], "-0123456789")
}

func (a *setLimit) parseExpr(p *rule.Parser) (err error) {
	if a.expr, err = p.Expr(); err == nil && !sample.CanCast(a.expr.Type(), sample.Int) {
		err = fmt.Errorf("the expression gives no number but %v", a.expr.Type())
	}
	return err
}

// Run sets the number; an expression without a value changes nothing.
func (a *setLimit) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	n := a.n
	if a.expr != nil {
		v, ok := a.expr.EvalAs(cx, sample.Int)
		if !ok {
			return rule.Continue
		}
		n = v.Int()
	}
	a.set(streamOf(cx), n)
	return rule.Continue
}
