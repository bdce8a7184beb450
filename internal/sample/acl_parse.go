package sample

import (
	"fmt"
	"strings"
)

// ACLs are the named ACLs of one section. The zero value is empty.
type ACLs struct{ named map[string]*ACL }

// Add compiles an `acl` declaration: the name, then the expression with flags and patterns. A name declared
// again gets a further alternative, also in conditions that were compiled before.
func (l *ACLs) Add(words []string, env *Env) error {
	if len(words) == 0 {
		return fmt.Errorf("'acl' expects a name and an expression.")
	}
	name := words[0]
	for i := range len(name) {
		if c := name[i]; !isAlnum(c) && !strings.ContainsRune("_-.:", rune(c)) {
			return fmt.Errorf("character '%c' is not permitted in acl name '%s'.", c, name)
		}
	}
	if name == "or" {
		return fmt.Errorf("acl name 'or' will never match. 'or' is used to express a logical disjunction within a condition.")
	}
	x, err := parseACLExpr(words[1:], env)
	if err != nil {
		return fmt.Errorf("error detected while parsing ACL '%s' : %w.", name, err)
	}
	if l.named == nil {
		l.named = map[string]*ACL{}
	}
	a := l.named[name]
	if a == nil {
		a = &ACL{Name: name, file: env.File, line: env.Line}
		l.named[name] = a
	}
	a.exprs = append(a.exprs, x)
	return nil
}

// find returns the ACL of that name as far as it is declared before the line of env, or a predefined one.
func (env *Env) find(name string) (*ACL, error) {
	if env.ACLs != nil {
		if a := env.ACLs.named[name]; a != nil && (a.file != env.File || a.line <= env.Line) {
			return a, nil
		}
	}
	if words, ok := predefinedACLs[name]; ok {
		x, err := parseACLExpr(strings.Fields(words), env)
		if err != nil {
			return nil, fmt.Errorf("error detected while parsing ACL '%s' : %w", name, err)
		}
		return &ACL{Name: name, exprs: []*aclExpr{x}}, nil
	}
	return nil, fmt.Errorf("no such ACL : '%s'", name)
}

// parseACLExpr compiles an expression, its flags and its patterns, which are all the words.
func parseACLExpr(words []string, env *Env) (*aclExpr, error) {
	if len(words) == 0 || words[0] == "" {
		return nil, fmt.Errorf("missing fetch method in ACL expression ''")
	}
	x, err := parseACLKeyword(words[0], env)
	if err != nil {
		return nil, fmt.Errorf("%w in ACL expression '%s'", err, words[0])
	}
	f, err := x.flags(words[1:], env)
	if err != nil {
		return nil, err
	}
	if err := x.setMethod(); err != nil {
		return nil, err
	}
	x.src = JoinWords(append([]string{x.src}, words[1:]...))
	return x, x.index(&f)
}

// parseACLKeyword compiles the expression of an ACL, whose first name may imply a match method.
func parseACLKeyword(s string, env *Env) (*aclExpr, error) {
	p := exprParser{env: env, label: "ACL keyword"}
	x := &aclExpr{}
	name := s[:nameLen(s)]
	x.keyword = name
	var rest string
	var err error
	if f := registry.forms[name]; f != nil {
		x.method = name[strings.LastIndexByte(name, '_')+1:]
		rest, err = p.use(f, name, s[len(name):])
	} else {
		rest, err = p.fetch(s)
	}
	if err != nil {
		return nil, err
	}
	rest, comma, err := p.converters(rest)
	switch {
	case err != nil:
		return nil, err
	case comma:
		return nil, fmt.Errorf("unknown converter ''")
	case rest != "":
		return nil, fmt.Errorf("missing comma after %s", p.last)
	}
	x.expr = p.done()
	x.src = x.expr.src
	return x, nil
}

// setMethod chooses the match method where no flag and no keyword did, and checks that the expression can be
// compared in that way.
func (x *aclExpr) setMethod() error {
	out := x.expr.Type()
	if x.method == "" && len(x.expr.steps) == 0 {
		x.method = x.expr.fetch.Match
	}
	if x.method == "" {
		x.method = defaultMethods[out]
	}
	if x.method == "" {
		return fmt.Errorf("matching method must be specified first (using '-m') when using a sample fetch of this type ('%s')", x.expr)
	}
	x.in = methods[x.method].in
	if !CanCast(out, x.in) {
		return fmt.Errorf("matching method '%s' cannot be used with expression '%s', which is of type %v", x.method, x.expr, out)
	}
	return nil
}

// index finds what the sample is compared with.
func (x *aclExpr) index(f *aclFlags) error {
	m := methods[x.method]
	switch {
	case m.build == nil && f.given:
		f.env.warn(fmt.Sprintf("parsing acl keyword '%s' : the patterns are not used by the matching method '%s'.", x.expr, x.method))
	case m.build != nil && !f.given:
		f.env.warn(fmt.Sprintf("parsing acl keyword '%s' : no pattern to match against, so this ACL will never match. "+
			"Please add '--' if that is intended, '-m found' to match existence, or '-m bool' to match an integer as a boolean.", x.expr))
	}
	if m.build == nil {
		return nil
	}
	lists, err := f.lists(x)
	if err != nil {
		return err
	}
	for _, l := range lists {
		v, err := l.view(x.method, f.patternOpts, Str)
		if err != nil {
			return err
		}
		l.Uses = append(l.Uses, Use{File: f.env.File, Line: f.env.Line})
		x.views = append(x.views, v)
	}
	return nil
}
