package sample

import (
	"encoding/hex"
	"fmt"
)

func init() {
	RegisterFetch(
		Fetch{
			Name: "always_true", Out: Bool, Needs: Constant,
			Help: "Always true.",
			Get:  func(*Ctx, Args) (Value, bool) { return BoolOf(true), true },
		},
		Fetch{
			Name: "always_false", Out: Bool, Needs: Constant,
			Help: "Always false.",
			Get:  func(*Ctx, Args) (Value, bool) { return BoolOf(false), true },
		},
		Fetch{
			Name: "int", Args: []Arg{{Name: "integer", Kind: ArgInt}}, Out: Int, Needs: Constant,
			Help: "The given number.",
			Get:  func(_ *Ctx, a Args) (Value, bool) { return IntOf(a.Int(0)), true },
		},
		Fetch{
			Name: "str", Args: []Arg{{Name: "string", Kind: ArgStr}}, Out: Str, Needs: Constant,
			Help: "The given text.",
			Get:  func(_ *Ctx, a Args) (Value, bool) { return StringOf(a.Str(0)), true },
		},
		Fetch{
			Name: "meth", Args: []Arg{{Name: "method", Kind: ArgStr}}, Out: Meth, Needs: Constant,
			Help: "The given HTTP method.",
			Get:  func(_ *Ctx, a Args) (Value, bool) { return MethOf(view(a.Str(0))), true },
		},
		Fetch{
			Name: "bool", Args: []Arg{{Name: "bool", Kind: ArgStr}}, Out: Bool, Needs: Constant,
			Help:  "The given truth: true, false, 1 or 0.",
			Check: checkBool,
			Get:   func(_ *Ctx, a Args) (Value, bool) { return BoolOf(a.Int(0) != 0), true },
		},
		Fetch{
			Name: "bin", Args: []Arg{{Name: "hex", Kind: ArgStr}}, Out: Bin, Needs: Constant,
			Help:  "The bytes that the hexadecimal digits stand for.",
			Check: checkHex,
			Get:   func(_ *Ctx, a Args) (Value, bool) { return BinOf(a[0].Ref.([]byte)), true },
		},
		Fetch{
			Name: "ipv4", Args: []Arg{{Name: "ipv4", Kind: ArgIPv4}}, Out: IPv4, Needs: Constant,
			Help: "The given IPv4 address.",
			Get:  func(_ *Ctx, a Args) (Value, bool) { return AddrOf(a[0].IP), true },
		},
		Fetch{
			Name: "ipv6", Args: []Arg{{Name: "ipv6", Kind: ArgIPv6}}, Out: IPv6, Needs: Constant,
			Help: "The given IPv6 address.",
			Get:  func(_ *Ctx, a Args) (Value, bool) { return AddrOf(a[0].IP), true },
		},
	)
}

func checkBool(a Args, _ *Env) error {
	switch a.Str(0) {
	case "true", "1":
		a[0].Int = 1
	case "false", "0":
	default:
		return fmt.Errorf("expects 'true', 'false', '0' or '1'")
	}
	return nil
}

func checkHex(a Args, _ *Env) error {
	b, err := hex.DecodeString(a.Str(0))
	if err != nil {
		return fmt.Errorf("an even number of hex digits is expected")
	}
	a[0].Ref = b
	return nil
}
