package proxy

import (
	"strings"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
	"metergate/internal/usage"
)

func init() {
	rule.Register(
		rule.Spec{
			Name: "set-operation", In: rule.HTTPRequest, Usage: "set-operation <fmt>",
			Help: "Names the operation of the request, in place of what use-operations found, as for GraphQL and JSON-RPC. An empty name takes it back.",
			Parse: func(p *rule.Parser) (rule.Action, error) {
				f, err := p.Format("<fmt>")
				return setOperation{f}, err
			},
		},
		rule.Spec{
			Name: "set-consumer", In: rule.HTTPRequest, Usage: "set-consumer <expr>",
			Help: "Names who makes the request; without a value it is `anonymous`. What is taken from credentials, cookies or a query string is kept and " +
				"shown as a keyed hash only, unless it went through map() or another converter.",
			Parse: func(p *rule.Parser) (rule.Action, error) {
				e, err := p.Expr()
				if err != nil {
					return nil, err
				}
				return &setConsumer{e, isSecret(e)}, nil
			},
		},
	)
}

// A setOperation names the operation.
type setOperation struct{ *sample.Format }

// Run names it.
func (a setOperation) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	s.named.operation = usage.AppendName(s.named.operation[:0], s.format(a.Format), usage.MaxOperation)
	return rule.Continue
}

// A setConsumer names the consumer.
type setConsumer struct {
	*sample.Expr
	secret bool
}

// Run names it.
func (a *setConsumer) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	s.named.consumer = s.named.consumer[:0]
	v, ok := a.EvalAs(cx, sample.Str)
	if !ok || len(v.Bytes()) == 0 {
		return rule.Continue
	}
	if !a.secret {
		s.named.consumer = usage.AppendName(s.named.consumer, v.Bytes(), usage.MaxConsumer)
		return rule.Continue
	}
	l := s.lane
	s.named.consumer, l.key = l.gateway.veil.Append(s.named.consumer, v.Bytes(), l.key)
	return rule.Continue
}

// isSecret reports whether an expression may give a secret as it was received. Nobody can tell what a variable holds, so
// its content is taken for one too.
func isSecret(e *sample.Expr) bool {
	if e.Converted() {
		return false
	}
	name := e.Fetch().Name
	for _, prefix := range secretFetches {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	for _, fetch := range headerFetches {
		if name == fetch {
			return !e.Args().Has(0) || isSecretHeader(e.Args().Str(0))
		}
	}
	return false
}

// secretFetches are what names of fetches begin with that give credentials, cookies, query strings, or what may hold them.
var secretFetches = []string{
	"http_auth", "cook", "req.cook", "url", "query", "pathq", "baseq", "capture", "var", "req.body", "req.payload", "payload",
	"req.hdrs", "ssl_fc_session", "ssl_c_der", "unique-id",
}

// headerFetches give a header of the request.
var headerFetches = []string{"hdr", "req.hdr", "req.fhdr", "hdr_ip", "req.hdr_ip", "hdr_val", "req.hdr_val"}

// isSecretHeader reports whether a header holds credentials, as far as its name tells.
func isSecretHeader(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"auth", "key", "token", "secret", "cookie", "session", "password", "passwd", "credential", "signature", "jwt", "bearer"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}
