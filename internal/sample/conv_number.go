package sample

import "math"

// valueArg is the operand of the arithmetic converters.
var valueArg = []Arg{{Name: "value", Kind: ArgIntOrVar}}

// arithmetic declares a converter of two integers. Results beyond 64 bits are saturated.
func arithmetic(name, help string, f func(a, b int64) int64) Converter {
	return Converter{
		Name: name, Args: valueArg, In: Int, Out: Int, Help: help,
		Apply: func(cx *Ctx, v Value, a Args) (Value, bool) {
			n, ok := a.IntNow(cx, 0)
			return IntOf(f(v.Int(), n)), ok
		},
	}
}

// unary declares a converter of one integer.
func unary(name string, out Type, help string, f func(int64) int64) Converter {
	return Converter{
		Name: name, In: Int, Out: out, Help: help,
		Apply: func(_ *Ctx, v Value, _ Args) (Value, bool) {
			return Value{typ: out, lo: uint64(f(v.Int()))}, true
		},
	}
}

func init() {
	RegisterConverter(
		arithmetic("add", "Adds the value.", addSaturated),
		arithmetic("sub", "Takes the value away.", subSaturated),
		arithmetic("mul", "Multiplies by the value.", mulSaturated),
		arithmetic("div", "Divides by the value; by zero gives the largest integer.", divSaturated),
		arithmetic("mod", "Gives what a division by the value leaves over; by zero gives 0.", modulo),
		arithmetic("and", "Bitwise AND with the value.", func(a, b int64) int64 { return a & b }),
		arithmetic("or", "Bitwise OR with the value.", func(a, b int64) int64 { return a | b }),
		arithmetic("xor", "Bitwise XOR with the value.", func(a, b int64) int64 { return a ^ b }),
		unary("cpl", Int, "Turns all bits around.", func(n int64) int64 { return ^n }),
		unary("neg", Int, "Changes the sign.", func(n int64) int64 { return subSaturated(0, n) }),
		unary("bool", Bool, "True unless the number is 0.", func(n int64) int64 { return truth(n != 0) }),
		unary("not", Bool, "True when the number is 0.", func(n int64) int64 { return truth(n == 0) }),
		unary("odd", Bool, "True when the number is odd.", func(n int64) int64 { return n & 1 }),
		unary("even", Bool, "True when the number is even.", func(n int64) int64 { return ^n & 1 }),
	)
}

func truth(b bool) int64 { return int64(BoolOf(b).lo) }

// limit returns the largest integer with the sign of n.
func limit(n int64) int64 {
	if n < 0 {
		return math.MinInt64
	}
	return math.MaxInt64
}

func addSaturated(a, b int64) int64 {
	if s := a + b; (a < 0) != (b < 0) || (s < 0) == (a < 0) {
		return s
	}
	return limit(a)
}

func subSaturated(a, b int64) int64 {
	if d := a - b; (a < 0) == (b < 0) || (d < 0) == (a < 0) {
		return d
	}
	return limit(a)
}

func mulSaturated(a, b int64) int64 {
	p := a * b
	if a == 0 || p/a == b && !(a == -1 && b == math.MinInt64) {
		return p
	}
	return limit(a ^ b)
}

func divSaturated(a, b int64) int64 {
	if b == 0 || a == math.MinInt64 && b == -1 {
		return math.MaxInt64
	}
	return a / b
}

func modulo(a, b int64) int64 {
	if b == 0 {
		return 0
	}
	return a % b
}
