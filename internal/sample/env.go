package sample

import (
	"net"
	"os"
)

// Env is the place where an expression is compiled: what may be used there, and what names mean there.
type Env struct {
	// At is where the result will be evaluated; 0 skips the check of what is available.
	At Point
	// Proxy names the section in messages, such as "frontend 'f'".
	Proxy string
	// File and Line are the position, which decides which ACLs are already declared.
	File string
	Line int
	// ACLs are the named ACLs of the section; nil leaves the predefined ones.
	ACLs *ACLs
	// Lists are the pattern lists of the configuration; nil lets each expression have its own.
	Lists *Lists
	// Resolve finds the object a name means (kinds from ArgFrontend on; "" is the current one). nil refuses such
	// arguments.
	Resolve func(kind ArgKind, name string) (any, error)
	// Errorfiles finds the whole answer that a section http-errors has for a status, nil when it has none; an error says
	// that there is no such section. nil knows no section.
	Errorfiles func(section string, status int) ([]byte, error)
	// Marks is how many entries of stick tables can be tracked at once.
	Marks int
	// Warn takes remarks that do not stop the load; nil drops them.
	Warn func(msg string)
	// ReadFile is how Read reads files; nil means os.ReadFile.
	ReadFile func(name string) ([]byte, error)
	// LookupHost finds the addresses of a host that stands among address patterns; nil means net.LookupHost.
	LookupHost func(name string) ([]string, error)
}

func (env *Env) warn(msg string) {
	if env.Warn != nil {
		env.Warn(msg)
	}
}

// Read reads a file that the configuration names.
func (env *Env) Read(name string) ([]byte, error) {
	if env.ReadFile != nil {
		return env.ReadFile(name)
	}
	return os.ReadFile(name)
}

func (env *Env) lookupHost(name string) ([]string, error) {
	if env.LookupHost != nil {
		return env.LookupHost(name)
	}
	return net.LookupHost(name)
}

// lists gives where lists of patterns are found and kept.
func (env *Env) lists() *Lists {
	if env.Lists == nil {
		env.Lists = &Lists{}
	}
	return env.Lists
}

// List finds the list of patterns of a file, for rules that change it.
func (env *Env) List(name string, values bool) (*List, error) {
	return env.lists().file(name, patternOpts{values: values, env: env})
}
