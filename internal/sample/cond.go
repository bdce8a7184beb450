package sample

// Result is the answer of a condition.
type Result uint8

// The answers. Miss means that the answer may still change when more data comes (content inspection); where
// nobody can wait, it counts as Fail.
const (
	Fail Result = iota
	Miss
	Pass
)

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

// ParseCond compiles words that begin with `if` or `unless`; it takes them all.
func ParseCond(words []string, env *Env) (*Cond, error) { return parseCond(words, env) }

// Eval answers the condition. A nil condition passes.
func (c *Cond) Eval(cx *Ctx) Result { return c.eval(cx) }

// Holds reports whether the condition passes now.
func (c *Cond) Holds(cx *Ctx) bool { return c.Eval(cx) == Pass }
