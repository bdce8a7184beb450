package sample

// VarKind is how a log variable is written: it decides the hexadecimal form and whether JSON quotes it.
type VarKind uint8

// The kinds of log variables.
const (
	TextVar VarKind = iota
	NumVar
	AddrVar
	DateVar
)

// LogVar declares one %name of log-format.
type LogVar struct {
	Name string
	Kind VarKind
	// HTTP and TLS restrict the variable to proxies that have such traffic.
	HTTP, TLS bool
	Needs     Source
	Expr      string // the equal expression without %[ ], or "" when there is none
	Help      string
	// Get returns the value; false is written as a dash. A number with a sign before it, such as "+12", is a Str.
	Get func(cx *Ctx) (Value, bool)
}
