package sample

// ACLs are the named ACLs of one section.
type ACLs struct{ named map[string]*ACL }

// ACL is one named or anonymous ACL: it passes when any of its expressions does.
type ACL struct {
	Name  string
	exprs []*match
}

// Add compiles an `acl` declaration: the name, then the expression with flags and patterns. A name declared
// again gets a further alternative, also in conditions that were compiled before.
func (l *ACLs) Add(words []string, env *Env) error { return l.add(words, env) }

// Eval answers the ACL.
func (a *ACL) Eval(cx *Ctx) Result { return a.eval(cx) }
