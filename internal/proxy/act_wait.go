package proxy

import (
	"errors"
	"strconv"
	"time"

	"metergate/internal/clock"
	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(
		rule.Spec{
			Name: "wait-for-body", In: rule.HTTPRequest | rule.HTTPResponse, Usage: "wait-for-body time <time> [ at-least <bytes> ]",
			Help: "Waits until the body of the message is there, or as much of it as fits one buffer (tune.bufsize), or these bytes. " +
				"When the time is over the request ends with 408, a response with 504.",
			Parse: parseWaitForBody,
		},
		rule.Spec{
			Name: "wait-for-handshake", In: rule.HTTPRequest, Usage: "wait-for-handshake",
			Help: "Waits until the TLS handshake is over. It always is: no data is taken before that.",
			Parse: func(*rule.Parser) (rule.Action, error) {
				return rule.Func(func(*netio.Task, *sample.Ctx) rule.Verdict { return rule.Continue }), nil
			},
		},
		rule.Spec{
			Name: "pause", In: rule.HTTPRequest | rule.HTTPResponse, Usage: "pause { <timeout> | <expr> }",
			Help: "Holds the message for that time; an expression gives milliseconds.", Parse: parsePause,
		},
	)
}

// A bodyWait waits for a body.
type bodyWait struct {
	delay    time.Duration
	least    int
	response bool
}

func parseWaitForBody(p *rule.Parser) (rule.Action, error) {
	a, timed, err := bodyWait{response: p.Set == rule.HTTPResponse}, false, error(nil)
	for err == nil && p.More() {
		switch word := p.Next(); word {
		case "time":
			timed = true
			a.delay, err = clock.ParseDuration(p.Next(), time.Millisecond)
		case "at-least":
			var n int64
			n, err = clock.ParseSize(p.Next())
			a.least = int(n)
		default:
			err = errors.New("expects 'time <time>' or 'at-least <bytes>' instead of " + strconv.Quote(word))
		}
	}
	if err == nil && (!timed || a.delay <= 0) {
		err = errors.New("expects 'time <time> [ at-least <bytes> ]'")
	}
	return a, err
}

// Run waits.
func (a bodyWait) Run(t *netio.Task, cx *sample.Ctx) rule.Verdict {
	s, there := streamOf(cx), false
	if a.response {
		there = s.awaitAnswerBody(t, a.delay, a.least)
	} else {
		there = s.awaitBody(t, a.delay, a.least)
	}
	if there {
		return rule.Continue
	}
	return rule.Ended
}

// A pause holds a message.
type pause struct {
	setLimit
}

func parsePause(p *rule.Parser) (rule.Action, error) {
	if !p.More() {
		return nil, errors.New("expects 1 argument")
	}
	a := &pause{}
	if !startsNumber(p.Peek()) {
		return a, a.parseExpr(p)
	}
	d, err := clock.ParseDuration(p.Next(), time.Millisecond)
	a.n = d.Milliseconds()
	return a, err
}

// Run sleeps; a client that leaves meanwhile ends that.
func (a *pause) Run(t *netio.Task, cx *sample.Ctx) rule.Verdict {
	ms := a.n
	if a.expr != nil {
		v, _ := a.expr.EvalAs(cx, sample.Int)
		ms = v.Int()
	}
	if ms <= 0 {
		return rule.Continue
	}
	s := streamOf(cx)
	s.client.OnReset(t)
	t.Sleep(t.Now() + ms*int64(time.Millisecond)) // who asks the rules looks at the task
	return rule.Continue
}
