package proxy

import (
	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(
		rule.Spec{
			Name: "return", In: rule.HTTPRequest | rule.HTTPResponse, Final: true,
			Usage: "return [status <code>] [content-type <type>] [{ default-errorfiles | errorfile <file> | file <file> | lf-file <file> | string <text> | lf-string <fmt> }] [hdr <name> <fmt>]...",
			Help:  "Answers the request; the server does not see it, or its response is not used.",
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseReply(p, 200, false, rule.Done) },
		},
		rule.Spec{
			Name: "deny", In: rule.HTTPRequest | rule.HTTPResponse, Final: true,
			Usage: "deny [{ status | deny_status } <code>] [content-type <type>] [{ default-errorfiles | errorfile <file> | file <file> | lf-file <file> | string <text> | lf-string <fmt> }] [hdr <name> <fmt>]...",
			Help:  "Refuses the request with 403, or the response with 502.",
			Parse: func(p *rule.Parser) (rule.Action, error) {
				if p.Set == rule.HTTPRequest {
					return parseReply(p, 403, true, rule.Deny)
				}
				return parseReply(p, 502, true, rule.Deny)
			},
		},
		rule.Spec{
			Name: "tarpit", In: rule.HTTPRequest, Final: true,
			Usage: "tarpit [{ status | deny_status } <code>] [<answer as for deny>]",
			Help:  "Holds the request for `timeout tarpit`, then refuses it with 500.",
			Parse: func(p *rule.Parser) (rule.Action, error) {
				a, err := parseReply(p, 500, true, rule.Deny)
				return tarpit{a}, err
			},
		},
	)
}

// A reply answers as a return, deny or tarpit line says.
type reply struct {
	*rule.Reply
	verdict rule.Verdict
}

func parseReply(p *rule.Parser, status int, page bool, v rule.Verdict) (reply, error) {
	r, err := p.Reply(status, page)
	return reply{r, v}, err
}

// Run begins the answer.
func (r reply) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	switch {
	case r.Errorfile != nil:
		s.RespondWire(r.Errorfile)
	case r.Page:
		s.RespondPage(r.Status)
	default:
		r.respond(s, cx)
	}
	return r.verdict
}

// respond begins an answer that the line itself describes. Its texts are made before the answer takes the place of a
// response that they may be made of.
func (r reply) respond(s *Stream, cx *sample.Ctx) {
	l := s.lane
	l.line = l.line[:0]
	for i := range r.Headers {
		l.line = r.Headers[i].Value.Append(l.line, cx)
		l.cuts = append(l.cuts, len(l.line))
	}
	if r.Format != nil {
		l.data = r.Format.Append(l.data[:0], cx)
	}
	head := s.Respond(r.Status)
	from := 0
	for i := range r.Headers {
		head.Add([]byte(r.Headers[i].Name), l.line[from:l.cuts[i]])
		from = l.cuts[i]
	}
	l.cuts = l.cuts[:0]
	if r.ContentType != "" {
		head.Set([]byte("content-type"), []byte(r.ContentType))
	}
	switch {
	case r.Format != nil:
		s.RespondBody(l.data)
	case r.Body != nil:
		s.RespondBody(r.Body)
	}
}

// A tarpit holds the request before it answers.
type tarpit struct{ reply }

// Run waits, then begins the answer.
func (r tarpit) Run(t *netio.Task, cx *sample.Ctx) rule.Verdict {
	streamOf(cx).Tarpit(t)
	return r.reply.Run(t, cx)
}
