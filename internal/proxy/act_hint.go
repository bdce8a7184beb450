package proxy

import (
	"metergate/internal/http1"
	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(rule.Spec{
		Name: "early-hint", In: rule.HTTPRequest, Usage: "early-hint <name> <fmt>",
		Help: "Tells the client of a field before its answer, in a response 103 (Early Hints); those of one section's rules go out together.",
		Parse: func(p *rule.Parser) (rule.Action, error) {
			name, err := headerName(p)
			if err != nil {
				return nil, err
			}
			value, err := p.Format("<fmt>")
			return &hint{[]byte(name), value}, err
		},
	})
}

// A hint is a field of a response 103.
type hint struct {
	name  []byte
	value *sample.Format
}

// Run adds the field to the hints that the rules have given so far.
func (a *hint) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	if s.req.Version == http1.Version10 {
		return rule.Continue // it would take it for the answer (RFC 9110 section 15.2)
	}
	if s.hints == nil {
		s.hints = new(http1.Response)
	}
	if !s.hinted {
		s.hinted = true
		s.hints.Start(103)
		s.hints.SetNoBody()
	}
	value := s.format(a.value)
	if !s.fits(&s.hints.Head, len(a.name)+len(value)) {
		return s.unwritten()
	}
	s.hints.Add(a.name, value)
	return rule.Continue
}

// sendHints sends the hints that rules have given.
func (s *Stream) sendHints() {
	l := s.lane
	s.hinted = false
	l.wire = s.hints.Append(l.wire[:0], true, s.req.Version)
	s.hints.Release(keepBuffer)
	s.client.Write(l.wire) // a client that left is seen by who waits for it
}
