package sample

import "net/netip"

// ArgKind says what an argument of a fetch or converter must look like and what it is compiled into.
type ArgKind uint8

// The kinds of arguments. Those from ArgFrontend on name objects: Env.Resolve finds them, Ref holds them, and one
// that is left out means the current object.
const (
	ArgStr      ArgKind = iota
	ArgInt              // a signed integer
	ArgTime             // a delay, milliseconds without unit; compiled to nanoseconds
	ArgSize             // bytes, with the suffixes k m g
	ArgIPv4             // an address, in IP
	ArgIPv6             // an address, in IP
	ArgMask4            // a prefix length or dotted mask, in IP
	ArgMask6            // a prefix length or mask, in IP
	ArgVar              // a variable; Ref is its *Var
	ArgIntOrVar         // an integer, or a variable that holds one
	ArgStrOrVar         // a text, or a variable that holds one
	ArgFrontend
	ArgBackend
	ArgServer // backend/server, or a server of the current backend
	ArgTable
	ArgUserlist
	ArgLogProfile
	ArgResolvers
	ArgCache
	ArgSink // where debug writes to: stdout, stderr or a ring
	numArgKinds
)

// argKindNames is what messages call the kinds.
var argKindNames = [numArgKinds]string{
	"string", "integer", "delay", "size", "IPv4 address", "IPv6 address", "IPv4 mask", "IPv6 mask", "variable",
	"integer", "string", "frontend", "backend", "server", "table", "userlist", "log-profile", "resolvers", "cache", "sink",
}

// String returns the word that messages use.
func (k ArgKind) String() string { return argKindNames[k] }

// Arg declares one argument: its name in usage texts, what it must be, and what stands for it when it is left out.
type Arg struct {
	Name     string
	Kind     ArgKind
	Optional bool
	Default  string // only for optional ones; "" leaves the argument unset
}

// ArgValue is a compiled argument.
type ArgValue struct {
	Set  bool   // false when left out without default
	Text string // as written, after quotes
	Int  int64
	IP   netip.Addr
	Ref  any // the object that was meant, or what Check made of the argument
}

// Args are the compiled arguments of one call, one per declared Arg.
type Args []ArgValue

// Has reports whether argument i was given or has a default.
func (a Args) Has(i int) bool { return a[i].Set }

// Str returns argument i as it was written, after quotes.
func (a Args) Str(i int) string { return a[i].Text }

// Int returns argument i of kind ArgInt, ArgTime or ArgSize.
func (a Args) Int(i int) int64 { return a[i].Int }

// IntNow returns argument i of kind ArgIntOrVar: the number, or what the variable holds now.
func (a Args) IntNow(cx *Ctx, i int) (int64, bool) {
	v, ok := a[i].Ref.(*Var)
	if !ok {
		return a[i].Int, true
	}
	val, ok := v.Get(cx)
	if ok {
		val, ok = val.Cast(cx, Int)
	}
	return val.Int(), ok
}

// BytesNow returns argument i of kind ArgStrOrVar: the text, or what the variable holds now.
func (a Args) BytesNow(cx *Ctx, i int) ([]byte, bool) {
	v, ok := a[i].Ref.(*Var)
	if !ok {
		return view(a[i].Text), true
	}
	val, ok := v.Get(cx)
	if ok {
		val, ok = val.Cast(cx, Bin)
	}
	return val.Bytes(), ok
}
