package sample

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Scope is the life time of a variable.
type Scope uint8

// The scopes of variables, from the longest life to the shortest.
const (
	ProcScope  Scope = iota // the process
	SessScope               // the client's connection
	TxnScope                // request and response
	ReqScope                // until the request has been processed
	ResScope                // while the response is processed
	CheckScope              // one health check
	numScopes
)

var scopeNames = [numScopes]string{"proc", "sess", "txn", "req", "res", "check"}

// String returns the word before the dot of a variable's name.
func (s Scope) String() string { return scopeNames[s] }

// Var is the name of a variable, resolved: all mentions of a name share one Var.
type Var struct {
	Name  string // with its scope, such as txn.user
	Scope Scope
	proc  atomic.Pointer[Value] // the value itself in ProcScope; never changed once stored
}

// varNames makes mentions of one name share one Var. Names are only made from configuration and Runtime API.
var varNames = struct {
	sync.Mutex
	m map[string]*Var
}{m: map[string]*Var{}}

// ParseVar returns the variable of that name, such as txn.user.
func ParseVar(name string) (*Var, error) {
	scope, rest, _ := strings.Cut(name, ".")
	i := slices.Index(scopeNames[:], scope)
	if i < 0 || rest == "" {
		return nil, fmt.Errorf("invalid variable name '%s'. A variable name begins with its scope: 'proc.', 'sess.', 'txn.', 'req.', 'res.' or 'check.'", name)
	}
	if j := strings.IndexFunc(rest, notVarRune); j >= 0 {
		return nil, fmt.Errorf("invalid syntax at char '%s' in variable name '%s'", rest[j:], name)
	}
	varNames.Lock()
	defer varNames.Unlock()
	v := varNames.m[name]
	if v == nil {
		name = strings.Clone(name)
		v = &Var{Name: name, Scope: Scope(i)}
		varNames.m[name] = v
	}
	return v, nil
}

// FindVar returns the variable of that name, if anything has named it before.
func FindVar(name string) (*Var, bool) {
	varNames.Lock()
	defer varNames.Unlock()
	v := varNames.m[name]
	return v, v != nil
}

func notVarRune(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '.'
}

// Get returns what the variable holds now: false when it is not set, or when its scope does not exist here.
func (v *Var) Get(cx *Ctx) (Value, bool) {
	if v.Scope == ProcScope {
		if p := v.proc.Load(); p != nil {
			return *p, true
		}
		return Value{}, false
	}
	if vs := cx.vars[v.Scope]; vs != nil {
		if x := vs.find(v); x != nil {
			return x.val, true
		}
	}
	return Value{}, false
}

// Set stores a copy of val. It returns false when the scope does not exist here or val is longer than a temporary
// may be.
func (v *Var) Set(cx *Ctx, val Value) bool {
	if len(val.b) > cx.limit() {
		return false
	}
	if v.Scope == ProcScope {
		v.setProc(val)
		return true
	}
	vs := cx.vars[v.Scope]
	if vs == nil {
		return false
	}
	vs.set(v, val)
	return true
}

// setProc stores a value that all loops see; readers may still hold the one before.
func (v *Var) setProc(val Value) {
	val.b = slices.Clone(val.b)
	v.proc.Store(&val)
}

// Unset forgets the variable's value.
func (v *Var) Unset(cx *Ctx) {
	if v.Scope == ProcScope {
		v.proc.Store(nil)
	} else if vs := cx.vars[v.Scope]; vs != nil {
		vs.unset(v)
	}
}

// Vars holds the variables of one scope of one object. The zero value is empty. A scope holds a handful, so they
// are searched one by one.
type Vars struct{ list []variable }

type variable struct {
	name *Var // nil: free, its memory is kept
	val  Value
	buf  []byte // what val's bytes are copied to
}

// UseVars makes v the variables of scope s; nil takes them away. The scope proc is common to all and needs none.
func (cx *Ctx) UseVars(s Scope, v *Vars) { cx.vars[s] = v }

// Reset drops all variables and keeps the memory.
func (vs *Vars) Reset() {
	for i := range vs.list {
		vs.list[i].name = nil
	}
}

// All calls yield with each variable that is set.
func (vs *Vars) All(yield func(*Var, Value) bool) {
	for i := range vs.list {
		if x := &vs.list[i]; x.name != nil && !yield(x.name, x.val) {
			return
		}
	}
}

func (vs *Vars) find(v *Var) *variable {
	for i := range vs.list {
		if vs.list[i].name == v {
			return &vs.list[i]
		}
	}
	return nil
}

func (vs *Vars) set(v *Var, val Value) {
	x := vs.find(v)
	if x == nil {
		x = vs.find(nil)
	}
	if x == nil {
		vs.list = append(vs.list, variable{})
		x = &vs.list[len(vs.list)-1]
	}
	x.buf = append(x.buf[:0], val.b...)
	val.b = x.buf
	x.name, x.val = v, val
}

func (vs *Vars) unset(v *Var) {
	if x := vs.find(v); x != nil {
		x.name = nil
	}
}
