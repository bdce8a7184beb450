package sample

// Scope is the life time of a variable.
type Scope uint8

// The scopes of variables.
const (
	ProcScope Scope = iota
	SessScope
	TxnScope
	ReqScope
	ResScope
	CheckScope
	numScopes
)

// Vars holds the variables of one scope of one object. The zero value is empty.
type Vars struct{ list []variable }

// UseVars makes v the variables of scope s; nil takes them away. The scope proc is common to all and needs none.
func (cx *Ctx) UseVars(s Scope, v *Vars) { cx.vars[s] = v }

// Reset drops all variables and keeps the memory.
func (v *Vars) Reset() { v.list = v.list[:0] }
