package conf

import (
	"os"
	"slices"
	"strings"
)

// Env is the environment that the files see: the process's own, changed by
// setenv and its like as the lines are read.
type Env struct {
	vars map[string]string
}

// NewEnv returns an environment of name=value entries, as os.Environ gives them.
func NewEnv(environ []string) *Env {
	e := &Env{vars: make(map[string]string, len(environ))}
	for _, kv := range environ {
		if name, value, ok := strings.Cut(kv, "="); ok {
			e.vars[name] = value
		}
	}
	return e
}

// Lookup returns the value of a variable and whether it is set.
func (e *Env) Lookup(name string) (string, bool) {
	v, ok := e.vars[name]
	return v, ok
}

// Expand replaces $NAME and ${NAME} in text by values; a variable that is not set has none.
func (e *Env) Expand(text string) string {
	return os.Expand(text, func(name string) string { return e.vars[name] })
}

// Set sets a variable.
func (e *Env) Set(name, value string) { e.vars[name] = value }

// Preset sets a variable unless it is set.
func (e *Env) Preset(name, value string) {
	if _, ok := e.vars[name]; !ok {
		e.vars[name] = value
	}
}

// Unset removes variables.
func (e *Env) Unset(names ...string) {
	for _, n := range names {
		delete(e.vars, n)
	}
}

// Keep removes all variables but the named ones.
func (e *Env) Keep(names ...string) {
	for n := range e.vars {
		if !slices.Contains(names, n) {
			delete(e.vars, n)
		}
	}
}

// Environ returns the variables as sorted name=value entries.
func (e *Env) Environ() []string {
	all := make([]string, 0, len(e.vars))
	for n, v := range e.vars {
		all = append(all, n+"="+v)
	}
	slices.Sort(all)
	return all
}
