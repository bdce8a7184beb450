package sample

// Env is the place where an expression is compiled: what may be used there, and what names mean there.
type Env struct {
	At   Point  // where the result will be evaluated
	File string // position of the line, for ACLs and messages
	Line int
	ACLs *ACLs // named ACLs of the section; nil: only predefined ones
	// Resolve finds the object a name means (kinds ArgFrontend to ArgUserlist; "" is the current one). nil
	// refuses such arguments.
	Resolve func(kind ArgKind, name string) (any, error)
	// Warn takes remarks that do not stop the load. nil drops them.
	Warn func(format string, args ...any)
	// ReadFile reads a pattern file; nil means os.ReadFile.
	ReadFile func(name string) ([]byte, error)
	// Lists collects the pattern lists that the line makes, for the Runtime API; nil keeps them private.
	Lists *Lists
}
