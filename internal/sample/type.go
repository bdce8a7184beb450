package sample

// Type is the type of a Value, of a fetch's result, or of what a converter takes and gives.
type Type uint8

// The types of the language. Any and Same only stand in declarations: Any is decided by the value itself, Same
// is a converter's word for "the type I was given". Addr in a declaration means IPv4 or IPv6.
const (
	Any Type = iota
	Same
	Bool
	Int
	Addr
	IPv4
	IPv6
	Str
	Bin
	Meth
	numTypes
)

var typeNames = [numTypes]string{"any", "same", "bool", "sint", "addr", "ipv4", "ipv6", "str", "bin", "meth"}

// String returns the name under which the reference's messages know the type.
func (t Type) String() string { return typeNames[t] }
