package rule

import (
	"fmt"
	"slices"
	"strings"

	"metergate/internal/netio"
	"metergate/internal/sample"
)

// Rule is one compiled line.
type Rule struct {
	Spec   *Spec
	Action Action
	Cond   *sample.Cond // nil: always
	File   string
	Line   int
	src    string
}

// String returns the rule's canonical text, without the keyword of its ruleset; parsing it gives an equal rule.
func (r *Rule) String() string { return r.src }

// Endless reports whether rules behind this one are never reached.
func (r *Rule) Endless() bool { return r.Spec.Final && r.Cond == nil }

// Parse compiles the words behind a ruleset's keyword: action, arguments, condition. Its errors are whole messages.
func Parse(set Set, words []string, env *sample.Env) (*Rule, error) {
	word := ""
	if len(words) > 0 {
		word = words[0]
	}
	spec, args, err := find(set, word)
	if err != nil {
		return nil, err
	}
	p := &Parser{Set: set, Name: strings.TrimSuffix(word, "("+args+")"), Args: args, Env: env, words: words, at: 1}
	r := &Rule{Spec: spec, File: env.File, Line: env.Line, src: sample.JoinWords(words)}
	if r.Action, err = spec.Parse(p); err != nil {
		return nil, fmt.Errorf("error detected in %s while parsing '%v %s' rule : %w.", env.Proxy, set, word, err)
	}
	rest := words[p.at:]
	if len(rest) == 0 {
		return r, nil
	}
	if rest[0] != "if" && rest[0] != "unless" {
		return nil, fmt.Errorf("'%v %s' expects either 'if' or 'unless' followed by a condition but found '%s'.", set, word, rest[0])
	}
	if r.Cond, err = sample.ParseCond(rest, env); err != nil {
		return nil, fmt.Errorf("error detected while parsing %s '%v %s' condition : %w.", article(set), set, word, err)
	}
	return r, nil
}

func article(s Set) string {
	if s&HTTP != 0 {
		return "an"
	}
	return "a"
}

// Ruleset is what one proxy does at one point: the rules of its defaults section, then its own.
type Ruleset struct {
	Defaults, Rules []*Rule
}

// Empty reports whether there is nothing to do.
func (s *Ruleset) Empty() bool { return s == nil || len(s.Defaults)+len(s.Rules) == 0 }

// From is what is left of the rules, beginning with r.
func (s *Ruleset) From(r *Rule) *Ruleset {
	if i := slices.Index(s.Defaults, r); i >= 0 {
		return &Ruleset{Defaults: s.Defaults[i:], Rules: s.Rules}
	}
	return &Ruleset{Rules: s.Rules[max(slices.Index(s.Rules, r), 0):]}
}

// Run asks the rules in order. It returns the first verdict that is not Continue and the rule that gave it, or
// Continue when none did.
func (s *Ruleset) Run(t *netio.Task, cx *sample.Ctx) (Verdict, *Rule) {
	if s == nil {
		return Continue, nil
	}
	relaxed := false
	v, r := runList(s.Defaults, t, cx, &relaxed)
	if v == Continue {
		v, r = runList(s.Rules, t, cx, &relaxed)
	}
	return v, r
}

// Inspect is Run for rules on content of which more may come: a rule whose condition may still change its answer ends
// them with Wait; From goes on there.
func (s *Ruleset) Inspect(t *netio.Task, cx *sample.Ctx) (Verdict, *Rule) {
	if s == nil {
		return Continue, nil
	}
	v, r := inspectList(s.Defaults, t, cx)
	if v == Continue {
		v, r = inspectList(s.Rules, t, cx)
	}
	return v, r
}

func inspectList(list []*Rule, t *netio.Task, cx *sample.Ctx) (Verdict, *Rule) {
	for _, r := range list {
		mark := cx.Mark()
		v := Continue
		switch r.Cond.Eval(cx) {
		case sample.Miss:
			v = Wait
		case sample.Pass:
			v = r.Action.Run(t, cx)
		}
		cx.Release(mark)
		if v != Continue {
			return v, r
		}
	}
	return Continue, nil
}

// holds asks a condition whose owner may wait for what takes long.
func holds(c *sample.Cond, cx *sample.Ctx) bool {
	if c == nil {
		return true
	}
	cx.CanWait = true
	ok := c.Holds(cx)
	cx.CanWait = false
	return ok
}

func runList(list []*Rule, t *netio.Task, cx *sample.Ctx, relaxed *bool) (Verdict, *Rule) {
	for _, r := range list {
		mark := cx.Mark()
		v := Continue
		if holds(r.Cond, cx) {
			v = r.Action.Run(t, cx)
		}
		cx.Release(mark)
		if v == Continue {
			continue
		}
		if v = settle(v, relaxed); v != Continue {
			return v, r
		}
	}
	return Continue, nil
}
