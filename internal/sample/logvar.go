package sample

// VarKind is how a log variable is written.
type VarKind uint8

// The kinds of log variables. Quoting (+Q) concerns texts and addresses, +X addresses and HexVar.
const (
	TextVar   VarKind = iota
	LineVar           // a text out of the request line: escaped as one
	HeaderVar         // a text out of a header field: escaped as one
	BareVar           // a text that is never quoted
	DateVar           // a date, never quoted
	NumVar            // a number
	HexVar            // a number that +X turns into four hexadecimal digits or more
	AddrVar           // an address
)

// LogVar declares one %name of log-format.
type LogVar struct {
	Name string
	Kind VarKind
	// HTTP and TLS restrict the variable to proxies that have such traffic.
	HTTP, TLS bool
	Needs     Source
	Alone     bool   // it has a value AtGateway too, whatever it needs elsewhere
	Expr      string // the equal expression without %[ ], or "" when there is none
	Help      string
	// Get returns the value; false is written as a dash. A number with a sign before it, such as "+12", is a Str.
	Get func(cx *Ctx) (Value, bool)
	// Append writes the variable itself, in place of Get: for those made of several texts.
	Append func(dst []byte, cx *Ctx, f Flags) []byte
	// Each gives the texts of captures that Append writes, which JSON and CBOR have as an array; false is one without a value.
	Each func(cx *Ctx, f func(text []byte, ok bool))
}

// Points returns where the variable can have a value.
func (v *LogVar) Points() Point { return pointsOf(v.Needs, v.Alone) }

func init() {
	RegisterLogVar(
		LogVar{
			Name: "H", Kind: TextVar, Needs: Constant, Expr: "hostname",
			Help: "Name of the machine.",
			Get:  func(cx *Ctx) (Value, bool) { return hostname() },
		},
		LogVar{
			Name: "pid", Kind: HexVar, Needs: Constant, Expr: "pid",
			Help: "Process id of the gateway.",
			Get:  func(cx *Ctx) (Value, bool) { return processID() },
		},
	)
}
