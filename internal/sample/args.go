package sample

import "net/netip"

// ArgKind says what an argument of a fetch or converter must look like and what it is compiled into.
type ArgKind uint8

// The kinds of arguments. The last group is resolved by Env.Resolve: the compiled argument holds the object.
const (
	ArgStr ArgKind = iota
	ArgInt
	ArgTime // a delay, default unit ms; compiled to nanoseconds in Int
	ArgSize // bytes, with k m g
	ArgIPv4
	ArgIPv6
	ArgMask4
	ArgMask6
	ArgVar      // a variable's name with its scope
	ArgIntOrVar // an integer, or a variable that holds one
	ArgStrOrVar // a text, or a variable that holds one
	ArgRegex    // compiled by the fetch's or converter's Check, which knows the flags
	ArgACL      // the name of an ACL, perhaps after a !
	ArgFrontend
	ArgBackend
	ArgServer // backend/server, or a server of the current backend
	ArgTable
	ArgUserlist
)

// Arg declares one argument: its name in usage texts, what it must be, and what stands for it when it is left out.
type Arg struct {
	Name     string
	Kind     ArgKind
	Optional bool
	Default  string // only for optional ones; "" leaves the argument unset
}

// ArgValue is a compiled argument.
type ArgValue struct {
	Set  bool // false when left out without default
	Text string
	Int  int64
	IP   netip.Addr
	Ref  any // the resolved object, or what Check made of the argument
}

// Args are the compiled arguments of one call, one per declared Arg.
type Args []ArgValue

// Has reports whether argument i was given or has a default.
func (a Args) Has(i int) bool { return i < len(a) && a[i].Set }

// Str returns argument i as it was written, after quotes.
func (a Args) Str(i int) string { return a[i].Text }

// Int returns argument i of kind ArgInt, ArgTime or ArgSize.
func (a Args) Int(i int) int64 { return a[i].Int }
