package metric

import "math"

// Type is the type of a value, named as in the typed form.
type Type uint8

// The types. A value of type Absent or Unset has no content: both leave a CSV field empty; the exporter prints no line
// for an Absent value and NaN for an Unset one (a limit that is not set, a check that is not enabled).
const (
	Absent Type = iota
	Unset
	S32
	S64
	U32
	U64
	Flt
	Str
)

var typeNames = [...]string{"", "", "s32", "s64", "u32", "u64", "flt", "str"}

// String returns the name in the typed form, such as u32.
func (t Type) String() string { return typeNames[t] }

// Value is what a column shows for one object at one moment.
type Value struct {
	typ      Type
	decimals uint8 // of a number that is always shown with as many
	bits     uint64
	text     string
}

// None returns a value that the object does not have at all.
func None() Value { return Value{} }

// NotSet returns a value that the object could have, and has not now.
func NotSet() Value { return Value{typ: Unset} }

// Uint32 returns a u32, saturated at its largest value.
func Uint32[T ~int | ~int32 | ~int64 | ~uint32 | ~uint64](n T) Value {
	return Value{typ: U32, bits: uint64(min(max(int64(n), 0), math.MaxUint32))}
}

// Uint64 returns a u64.
func Uint64(n uint64) Value { return Value{typ: U64, bits: n} }

// Int32 returns an s32.
func Int32(n int32) Value { return Value{typ: S32, bits: uint64(int64(n))} }

// Int64 returns an s64.
func Int64(n int64) Value { return Value{typ: S64, bits: uint64(n)} }

// Float returns a value with a fraction; outputs without fractions cut it off.
func Float(f float64) Value { return Value{typ: Flt, bits: math.Float64bits(f)} }

// Decimal returns a value that is shown with that many decimals.
func Decimal(f float64, decimals uint8) Value {
	return Value{typ: Flt, decimals: decimals, bits: math.Float64bits(f)}
}

// Text returns a string. It is encoded for the place it goes to by the encoders.
func Text(s string) Value { return Value{typ: Str, text: s} }

// Type returns the type of the value.
func (v Value) Type() Type { return v.typ }

// Empty reports whether there is nothing to show.
func (v Value) Empty() bool { return v.typ <= Unset }

// Uint returns the content of a u32 or u64.
func (v Value) Uint() uint64 { return v.bits }

// Int returns the content of an s32 or s64.
func (v Value) Int() int64 { return int64(v.bits) }

// Float returns the content of any number.
func (v Value) Float() float64 {
	switch v.typ {
	case Flt:
		return math.Float64frombits(v.bits)
	case S32, S64:
		return float64(int64(v.bits))
	}
	return float64(v.bits)
}

// Decimals returns how many decimals the number is shown with, 0 for as many as it needs, up to six.
func (v Value) Decimals() int { return int(v.decimals) }

// Text returns the content of a string.
func (v Value) Text() string { return v.text }
