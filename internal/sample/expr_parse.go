package sample

import (
	"cmp"
	"fmt"
	"strings"
)

// ParseExpr compiles the expression at the beginning of words: a fetch, its converters behind commas, and
// further converters as words of their own. It returns how many words it took.
func ParseExpr(words []string, env *Env) (e *Expr, used int, err error) {
	if len(words) == 0 || words[0] == "" {
		return nil, 0, fmt.Errorf("missing fetch method")
	}
	p := exprParser{env: env}
	rest, err := p.fetch(words[0])
	for used = 1; err == nil; used++ {
		var comma bool
		if rest, comma, err = p.converters(rest); err == nil && rest != "" {
			err = fmt.Errorf("missing comma after %s", p.last)
		}
		if err != nil {
			break
		}
		next := ""
		if used < len(words) {
			next = words[used]
		}
		if !comma && registry.converters[next[:nameLen(next)]] == nil {
			return p.done(), used, env.allows(p.e.fetch)
		}
		rest, err = p.converter(next)
	}
	return nil, 0, err
}

// parsePrefix compiles the expression at the beginning of s, up to what cannot belong to it.
func parsePrefix(s string, env *Env) (e *Expr, rest string, err error) {
	p := exprParser{env: env}
	if rest, err = p.fetch(s); err != nil {
		return nil, s, err
	}
	rest, comma, err := p.converters(rest)
	if err == nil && comma {
		_, err = p.converter("")
	}
	if err != nil {
		return nil, s, err
	}
	return p.done(), rest, nil
}

// exprParser compiles one expression, piece by piece.
type exprParser struct {
	env   *Env
	e     Expr
	src   strings.Builder
	label string // what messages call the fetch, if not the usual
	last  string // the piece read last, for messages
}

// fetch reads the fetch at the beginning of s.
func (p *exprParser) fetch(s string) (rest string, err error) {
	n := nameLen(s)
	name := s[:n]
	f := registry.fetches[name]
	if f == nil && name == "" {
		return s, fmt.Errorf("missing fetch method")
	}
	if f == nil {
		return s, unknownWord("fetch method", name, registry.fetches, refusedFetches)
	}
	return p.use(f, name, s[n:])
}

// use reads the arguments of f, which was written as name.
func (p *exprParser) use(f *Fetch, name, s string) (rest string, err error) {
	c := call{kind: "fetch method", label: cmp.Or(p.label, "sample fetch keyword"), name: name, specs: f.Args, env: p.env}
	args, rest, canon, err := c.parse(s)
	if err != nil {
		return s, err
	}
	if f.Check != nil {
		if err := f.Check(args, p.env); err != nil {
			return s, fmt.Errorf("invalid args in fetch method '%s' : %w", name, err)
		}
	}
	p.e.fetch, p.e.args, p.e.out = f, args, f.Out
	p.last = "fetch keyword '" + name + "'"
	p.src.WriteString(name + canon)
	return rest, nil
}

// converters reads what follows commas at the beginning of s. A comma at the very end is reported: the next word
// may go on.
func (p *exprParser) converters(s string) (rest string, comma bool, err error) {
	for strings.HasPrefix(s, ",") {
		if s == "," {
			return "", true, nil
		}
		if s, err = p.converter(s[1:]); err != nil {
			return s, false, err
		}
	}
	return s, false, nil
}

// converter reads the converter at the beginning of s and checks that it can follow what is there.
func (p *exprParser) converter(s string) (rest string, err error) {
	n := nameLen(s)
	name := s[:n]
	cv := registry.converters[name]
	if cv == nil {
		return s, unknownWord("converter", name, registry.converters, refusedConverters)
	}
	c := call{kind: "converter", label: "conversion keyword", name: name, specs: cv.Args, env: p.env}
	args, rest, canon, err := c.parse(s[n:])
	if err != nil {
		return s, err
	}
	if !CanCast(p.e.out, cv.In) {
		return s, fmt.Errorf("converter '%s' cannot be applied: it takes type %v and gets %v", name, cv.In, p.e.out)
	}
	if cv.Check != nil {
		if err := cv.Check(args, p.env); err != nil {
			return s, fmt.Errorf("invalid args in converter '%s' : %w", name, err)
		}
	}
	p.e.steps = append(p.e.steps, step{cv, args})
	if cv.Out != Same {
		p.e.out = cv.Out
	} else if cv.In != Any {
		p.e.out = cv.In
	}
	p.last = "converter '" + name + "'"
	p.src.WriteString("," + name + canon)
	return rest, nil
}

func (p *exprParser) done() *Expr {
	p.e.src = p.src.String()
	return &p.e
}

// nameLen returns the length of the name of a fetch or converter at the beginning of s.
func nameLen(s string) int {
	for i := range len(s) {
		if c := s[i]; !isAlnum(c) && c != '.' && c != '_' && c != '-' && c != '+' {
			return i
		}
	}
	return len(s)
}

func isAlnum(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
