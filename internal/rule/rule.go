package rule

import (
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

// Ruleset is what one proxy does at one point: the rules of its defaults section, then its own.
type Ruleset struct {
	Defaults, Rules []*Rule
}

// Empty reports whether there is nothing to do.
func (s *Ruleset) Empty() bool { return s == nil || len(s.Defaults)+len(s.Rules) == 0 }

// Run asks the rules in order. It returns Continue when none was final, and the rule that decided, if any.
func (s *Ruleset) Run(t *netio.Task, cx *sample.Ctx) (Verdict, *Rule) { return s.run(t, cx) }

// Parse compiles the words behind a ruleset's keyword: action, arguments, condition.
func Parse(set Set, words []string, env *sample.Env) (*Rule, error) { return parse(set, words, env) }
