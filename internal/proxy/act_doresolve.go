package proxy

import (
	"errors"
	"fmt"

	"metergate/internal/netio"
	"metergate/internal/resolve"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(rule.Spec{
		Name: "do-resolve", In: rule.TCPContent | rule.HTTPRequest, Args: true, Usage: "do-resolve(<var>,<resolvers>[,ipv4|ipv6]) <expr>",
		Help: "Stores the address of the name that the expression gives in a variable, which stays as it is when there is none.",
		Parse: func(p *rule.Parser) (rule.Action, error) {
			words := p.ArgList()
			if len(words) < 2 || len(words) > 3 {
				return nil, errors.New("expects a variable, a section resolvers and perhaps ipv4 or ipv6")
			}
			a := &doResolve{kind: resolve.IPv6First}
			ref, err := p.Env.Resolve(sample.ArgResolvers, words[1])
			if err == nil {
				a.to, err = sample.ParseVar(words[0])
			}
			if err != nil {
				return nil, err
			}
			a.resolver = ref.(*resolve.Resolver)
			switch {
			case len(words) == 3 && words[2] == "ipv4":
				a.kind = resolve.IPv4First
			case len(words) == 3 && words[2] != "ipv6":
				return nil, fmt.Errorf("expects 'ipv4' or 'ipv6', not '%s'", words[2])
			}
			a.name, err = p.Expr()
			return a, err
		},
	})
}

// A doResolve looks a name up.
type doResolve struct {
	to       *sample.Var
	resolver *resolve.Resolver
	kind     resolve.Kind
	name     *sample.Expr
}

// Run waits for the answer, which name servers have as long for as the section says.
func (a *doResolve) Run(t *netio.Task, cx *sample.Ctx) rule.Verdict {
	v, ok := a.name.Eval(cx)
	if ok {
		v, ok = v.Cast(cx, sample.Str)
	}
	if !ok || len(v.Bytes()) == 0 {
		return rule.Continue
	}
	answer := a.ask(t, streamOf(cx).lane.gateway, string(v.Bytes()))
	if answer.Status == resolve.Valid {
		a.to.Set(cx, sample.AddrOf(answer.Addrs[0]))
	}
	return rule.Continue
}

// ask puts the question on a goroutine, and parks until it is answered or the task is cancelled.
func (a *doResolve) ask(t *netio.Task, g *Gateway, name string) resolve.Answer {
	type state struct {
		netio.Cond
		resolve.Answer
		done bool
	}
	s, loop := &state{}, t.Loop()
	g.names.Run(func() {
		a.resolver.Ask(name, a.kind, func(r resolve.Answer) {
			loop.Post(func() {
				s.Answer, s.done = r, true
				s.Wake()
			})
		})
	})
	for !s.done {
		if t.Err() != nil || s.Wait(t, 0) != nil {
			return resolve.Answer{Status: resolve.Timeout}
		}
	}
	return s.Answer
}
