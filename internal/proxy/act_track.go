package proxy

import (
	"fmt"
	"strconv"
	"strings"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(rule.Spec{
		Name: "track-sc", In: rule.TCPRequest | rule.HTTPRequest | rule.HTTPResponse, Prefix: true, Usage: "track-sc<number> <key> [table <table>]",
		Help:  "Has the connection or the request track the entry of a key in a stick table: what happens is counted there from now on.",
		Parse: parseTrack,
	})
}

// A track makes a mark.
type track struct {
	number int
	key    *sample.Expr
	table  *Table
	lasts  bool // for as long as the connection does
	onHTTP bool // the request is known, and counted at once
}

func parseTrack(p *rule.Parser) (rule.Action, error) {
	a := &track{lasts: p.Set&(rule.TCPConnection|rule.TCPSession) != 0, onHTTP: p.Set&rule.HTTP != 0}
	var err error
	if a.number, err = markNumber(strings.TrimPrefix(p.Name, "track-sc")); err != nil {
		return nil, err
	}
	if a.number >= p.Env.Marks {
		return nil, fmt.Errorf("%d track-sc number exceeding %d (tune.stick-counters-1) value", a.number, p.Env.Marks-1)
	}
	if !p.More() {
		return nil, fmt.Errorf("missing fetch method")
	}
	if a.key, err = p.Expr(); err != nil {
		return nil, err
	}
	name := ""
	if p.Accept("table") {
		if name, err = p.Word("<table>"); err != nil {
			return nil, err
		}
	}
	t, err := p.Env.Resolve(sample.ArgTable, name)
	if err != nil {
		return nil, fmt.Errorf("%w referenced by %s", err, p.Name)
	}
	a.table = t.(*Table)
	if !sample.CanCast(a.key.Type(), a.table.keySample()) {
		return nil, fmt.Errorf("stick-table '%s' has keys of type %v, which '%v' cannot be", a.table.Config().Name, a.table.Config().Type, a.key)
	}
	return a, nil
}

// markNumber reads the number of a mark; none means 0.
func markNumber(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return 0, fmt.Errorf("invalid number '%s' behind track-sc", s)
	}
	return int(n), nil
}

// Run makes the mark, unless the number tracks something already or there is no key.
func (a *track) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	if _, taken := markOf(cx, a.number); taken {
		return rule.Continue
	}
	cx.Pending = false
	v, ok := a.key.Eval(cx)
	switch {
	case !ok && cx.Pending:
		cx.Pending = false
		return rule.Wait // the key may still come
	case !ok:
		return rule.Continue
	}
	s, now := streamOf(cx), tableClock(cx)
	ref, ok := a.table.find(cx, v, true, now)
	switch {
	case !ok:
	case a.lasts:
		s.sess.track(a.number, mark{a.table, ref}, now)
	default:
		s.track(a.number, mark{a.table, ref}, now, a.onHTTP)
	}
	return rule.Continue
}

// track has the request track an entry.
func (s *Stream) track(number int, m mark, now int64, request bool) {
	s.marks.set(s.lane.gateway.marks, number, m)
	m.begin(now)
	if request {
		m.touch(now, countRequest)
	}
}

// track has the connection track an entry.
func (s *session) track(number int, m mark, now int64) {
	if s.marks == nil {
		s.marks = new(marks)
	}
	s.marks.set(s.lane.gateway.marks, number, m)
	m.begin(now)
}
