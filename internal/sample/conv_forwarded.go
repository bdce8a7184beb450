package sample

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
)

// The converters of the Forwarded field (RFC 7239).
func init() {
	RegisterConverter(
		Converter{
			Name: "rfc7239_is_valid", In: Str, Out: Bool,
			Help: "True for a Forwarded field (RFC 7239) of one element.",
			Apply: func(_ *Ctx, v Value, _ Args) (Value, bool) {
				_, ok := parseForwarded(v.b)
				return BoolOf(ok), true
			},
		},
		Converter{
			Name: "rfc7239_field", Args: []Arg{{Name: "field"}}, In: Str, Out: Str,
			Help:  "A parameter of a Forwarded field: proto, host, for or by.",
			Check: checkForwardedName,
			Apply: func(_ *Ctx, v Value, a Args) (Value, bool) {
				values, ok := parseForwarded(v.b)
				b := values[a[0].Int]
				return StrOf(b), ok && b != nil
			},
		},
		Converter{
			Name: "rfc7239_n2nn", In: Str, Out: Any,
			Help: "The name in a node of a Forwarded field: an address, unknown, or a text that begins with an underscore.",
			Apply: func(_ *Ctx, v Value, _ Args) (Value, bool) {
				name, _, ok := splitNode(v.b)
				if a, err := netip.ParseAddr(text(name)); ok && err == nil {
					return AddrOf(a), true
				}
				return StrOf(name), ok
			},
		},
		Converter{
			Name: "rfc7239_n2np", In: Str, Out: Any,
			Help: "The port in a node of a Forwarded field: a number, or a text that begins with an underscore.",
			Apply: func(_ *Ctx, v Value, _ Args) (Value, bool) {
				_, port, ok := splitNode(v.b)
				if n, err := strconv.ParseUint(text(port), 10, 16); ok && err == nil {
					return IntOf(int64(n)), true
				}
				return StrOf(port), ok && port != nil
			},
		},
		Converter{
			Name: "rfc7239_nn", In: Any, Out: Str,
			Help:  "The name of a node for a Forwarded field: an address as it is, a text behind an underscore, an empty text as unknown.",
			Apply: applyNodeName,
		},
		Converter{
			Name: "rfc7239_np", In: Any, Out: Str,
			Help:  "The port of a node for a Forwarded field: a number as it is, a text behind an underscore.",
			Apply: applyNodePort,
		},
	)
}

func checkForwardedName(a Args, _ *Env) error {
	a[0].Int = int64(slices.Index(forwardedNames[:], a.Str(0)))
	if a[0].Int < 0 {
		return fmt.Errorf("unknown field '%s', expected 'proto', 'host', 'for' or 'by'", a.Str(0))
	}
	return nil
}

func applyNodeName(cx *Ctx, v Value, _ Args) (Value, bool) {
	switch v.typ {
	case IPv4:
		return v.toStr(cx)
	case IPv6:
		return cx.Str(append(v.AppendText(append(cx.Temp(48), '[')), ']'))
	}
	v, ok := v.Cast(cx, Str)
	if ok && len(v.b) == 0 {
		return StringOf("unknown"), true
	}
	return obfuscate(cx, v.b, ok)
}

func applyNodePort(cx *Ctx, v Value, _ Args) (Value, bool) {
	if v.typ == Int {
		return cx.Str(strconv.AppendUint(cx.Temp(10), uint64(uint32(v.lo)), 10))
	}
	v, ok := v.Cast(cx, Str)
	return obfuscate(cx, v.b, ok)
}

// obfuscate puts an underscore before a text that may stand behind one.
func obfuscate(cx *Ctx, b []byte, ok bool) (Value, bool) {
	if !ok || !obfuscated.only(b) {
		return Value{}, false
	}
	return cx.Str(append(append(cx.Temp(len(b)+1), '_'), b...))
}
