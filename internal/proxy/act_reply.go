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
			Usage: "return [status <code>] [content-type <type>] [{ default-errorfiles | errorfile <file> | errorfiles <section> | file <file> | lf-file <file> | string <text> | lf-string <fmt> }] [hdr <name> <fmt>]...",
			Help:  "Answers the request; the server does not see it, or its response is not used.",
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseReply(p, 200, false, rule.Done) },
		},
		rule.Spec{
			Name: "deny", In: rule.HTTPRequest | rule.HTTPResponse, Final: true,
			Usage: "deny [{ status | deny_status } <code>] [content-type <type>] [{ default-errorfiles | errorfile <file> | errorfiles <section> | file <file> | lf-file <file> | string <text> | lf-string <fmt> }] [hdr <name> <fmt>]...",
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
	streamOf(cx).RespondReply(r.Reply)
	return r.verdict
}

// A tarpit holds the request before it answers.
type tarpit struct{ reply }

// Run waits, then begins the answer.
func (r tarpit) Run(t *netio.Task, cx *sample.Ctx) rule.Verdict {
	streamOf(cx).Tarpit(t)
	return r.reply.Run(t, cx)
}
