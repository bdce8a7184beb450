package sample

import (
	"fmt"
	"strings"
)

// Result is the answer of a condition.
type Result uint8

// The answers. Miss means that the answer may still change when more data comes (content inspection); where
// nobody can wait, it counts as Fail.
const (
	Fail Result = iota
	Miss
	Pass
)

func (r Result) not() Result { return Pass - r }

// Cond is a compiled condition: `if` or `unless`, and an or of ands of ACLs.
type Cond struct {
	unless bool
	terms  [][]literal
}

// literal is one ACL in a condition.
type literal struct {
	not bool
	acl *ACL
}

// Eval answers the condition. A nil condition passes.
func (c *Cond) Eval(cx *Ctx) Result {
	if c == nil {
		return Pass
	}
	best := Fail
	for _, term := range c.terms {
		if r := evalTerm(term, cx); r > best {
			best = r
		}
		if best == Pass {
			break
		}
	}
	if c.unless {
		return best.not()
	}
	return best
}

func evalTerm(term []literal, cx *Ctx) Result {
	worst := Pass
	for i := range term {
		r := term[i].acl.Eval(cx)
		if term[i].not {
			r = r.not()
		}
		if worst = min(worst, r); worst == Fail {
			break
		}
	}
	return worst
}

// Holds reports whether the condition passes now.
func (c *Cond) Holds(cx *Ctx) bool { return c.Eval(cx) == Pass }

// String returns the canonical text, `if` or `unless` included.
func (c *Cond) String() string {
	var b strings.Builder
	b.WriteString(map[bool]string{false: "if", true: "unless"}[c.unless])
	for i, term := range c.terms {
		if i > 0 {
			b.WriteString(" ||")
		}
		for _, l := range term {
			b.WriteByte(' ')
			if l.not {
				b.WriteByte('!')
			}
			b.WriteString(l.acl.String())
		}
	}
	return b.String()
}

// ParseCond compiles words that begin with `if` or `unless`; it takes them all.
func ParseCond(words []string, env *Env) (*Cond, error) {
	if len(words) == 0 || words[0] != "if" && words[0] != "unless" {
		return nil, fmt.Errorf("expected 'if' or 'unless'")
	}
	word := words[0]
	c := &Cond{unless: word == "unless"}
	var term []literal
	for words = words[1:]; len(words) > 0; {
		if words[0] == "||" || words[0] == "or" {
			if len(term) == 0 {
				break
			}
			c.terms, term, words = append(c.terms, term), nil, words[1:]
			continue
		}
		l, used, err := parseLiteral(words, env)
		if err != nil {
			return nil, err
		}
		term, words = append(term, l), words[used:]
	}
	if len(term) == 0 {
		if len(words) == 0 {
			return nil, fmt.Errorf("missing ACL in condition, at the end of '%s'", word)
		}
		return nil, fmt.Errorf("missing ACL in condition, before '%s'", strings.Join(words, " "))
	}
	c.terms = append(c.terms, term)
	return c, nil
}

// parseLiteral compiles one ACL at the beginning of words: a name or an expression in braces, perhaps negated.
func parseLiteral(words []string, env *Env) (l literal, used int, err error) {
	w := words[0]
	for w != "" && w[0] == '!' {
		l.not = !l.not
		if w = w[1:]; w == "" && used+1 < len(words) {
			used++
			w = words[used]
		}
	}
	used++
	if w != "{" {
		if l.acl, err = env.find(w); err == nil {
			env.checkUse(l.acl)
		}
		return l, used, err
	}
	end := used
	for end < len(words) && words[end] != "}" {
		end++
	}
	if end == len(words) {
		return l, 0, fmt.Errorf("missing closing '}' in condition")
	}
	x, err := parseACLExpr(words[used:end], env)
	if err != nil {
		return l, 0, err
	}
	l.acl = &ACL{exprs: []*aclExpr{x}}
	env.checkUse(l.acl)
	return l, end + 1, nil
}

// checkUse warns of an ACL that can never match where env compiles for.
func (env *Env) checkUse(a *ACL) {
	switch {
	case env.At == 0 || a.Needs().At()&env.At != 0:
	case a.Name == "":
		env.warn(fmt.Sprintf("anonymous acl will never match because it uses keyword '%s' which is incompatible with '%v'",
			a.exprs[0].expr.fetch.Name, env.At))
	default:
		env.warn(fmt.Sprintf("acl '%s' will never match because it only involves keywords that are incompatible with '%v'", a.Name, env.At))
	}
}
