package check

import (
	"fmt"
	"strings"

	"metergate/internal/conf"
)

var _ = register(kind{
	option: "httpchk",
	usage:  "option httpchk [[<method>] <uri> [<version> [<host>]]]",
	help: "Checks servers by a request, OPTIONS / in HTTP/1.0 when nothing is said. An answer with a status from 200 to " +
		"399 passes unless http-check lines say otherwise.",
	parse: parseHTTPOption,
	plan:  planHTTP,
})

var (
	conditional404 = conf.Flag(conf.Spec{
		Name: "http-check disable-on-404", In: conf.Defaults | conf.Backend, Usage: "http-check disable-on-404",
		Help: "A server that answers 404 gets no new work, but keeps what it has and whoever is bound to it.",
	})
	sendState = conf.Flag(conf.Spec{
		Name: "http-check send-state", In: conf.Defaults | conf.Backend, Usage: "http-check send-state",
		Help: "Requests of checks tell the server its own state in the header X-Haproxy-Server-State.",
	})
)

// parseHTTPOption reads what follows `option httpchk`. Fields hidden behind the version are understood.
func parseHTTPOption(a *conf.Args) (any, error) {
	q := defaultRequest()
	words := a.Rest()
	if len(words) == 1 {
		q.uri = literal(words[0].Text)
		return q, q.valid(a.Name())
	}
	for i, w := range words {
		switch i {
		case 0:
			q.method = w.Text
		case 1:
			q.uri = literal(w.Text)
		case 2:
			if err := q.hidden(a, w.Text); err != nil {
				return nil, err
			}
		case 3:
			q.fields = append(q.fields, field{"host", literal(w.Text)})
		default:
			return nil, fmt.Errorf("'%s' cannot handle unexpected argument '%s'.", a.Name(), w.Text)
		}
	}
	return q, q.valid(a.Name())
}

// hidden splits what was written behind the version: fields, and after an empty line a body.
func (q *request) hidden(a *conf.Args, text string) error {
	version, rest, ok := strings.Cut(text, "\r\n")
	q.version = version
	if !ok {
		return nil
	}
	a.Warnf("'%s' : fields and a body behind the version are deprecated, use 'http-check send' instead.", a.Name())
	head, body, _ := strings.Cut(rest+"\r\n", "\r\n\r\n")
	q.body = literal(strings.TrimSuffix(body, "\r\n"))
	for line := range strings.SplitSeq(strings.Trim(head, "\r\n"), "\r\n") {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return fmt.Errorf("'%s': '%s' is no header field", a.Name(), line)
		}
		q.fields = append(q.fields, field{strings.ToLower(name), literal(strings.TrimSpace(value))})
	}
	return nil
}

// planHTTP makes the check that sends requests. Option and lines are those of one section: one that has either of them
// inherits neither.
func planHTTP(c choice) (*Plan, error) {
	level := c.bag
	for !c.own(level) && len(httpRules.own(level)) == 0 {
		level = level.Parent()
	}
	base, lines := c.option.(*request), httpRules.own(level)
	if !c.own(level) {
		base = defaultRequest()
	}
	steps, err := httpRules.steps(lines)
	if err != nil {
		return nil, err
	}
	if steps, err = withRequest(steps, base); err != nil {
		return nil, err
	}
	if err := ordered(steps); err != nil {
		return nil, err
	}
	state := sendState.Or(c.bag, false)
	for i, s := range steps {
		if w, ok := s.(*wishStep); ok {
			steps[i] = w.build(state)
		}
	}
	return &Plan{Type: "httpchk", http: true, steps: steps, passed: L7OK, conditional404: conditional404.Or(c.bag, false)}, nil
}
