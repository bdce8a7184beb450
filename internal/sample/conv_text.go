package sample

import (
	"bytes"
	"slices"
)

// mapped declares a converter that changes each byte of a text on its own.
func mapped(name, help string, f func(byte) byte) Converter {
	return Converter{
		Name: name, In: Str, Out: Str, Help: help,
		Apply: func(cx *Ctx, v Value, _ Args) (Value, bool) {
			b := cx.Temp(len(v.b))
			for _, c := range v.b {
				b = append(b, f(c))
			}
			return cx.Str(b)
		},
	}
}

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		c -= 'a' - 'A'
	}
	return c
}

func init() {
	chars := []Arg{{Name: "chars", Kind: ArgStr}}
	RegisterConverter(
		mapped("lower", "ASCII letters in lower case.", lower),
		mapped("upper", "ASCII letters in upper case.", upper),
		Converter{
			Name: "length", In: Str, Out: Int,
			Help:  "Number of bytes of the text.",
			Apply: func(_ *Ctx, v Value, _ Args) (Value, bool) { return IntOf(int64(len(v.b))), true },
		},
		Converter{
			Name: "ltrim", Args: chars, In: Str, Out: Str,
			Help:  "Drops the given characters from the beginning.",
			Apply: func(_ *Ctx, v Value, a Args) (Value, bool) { return StrOf(bytes.TrimLeft(v.b, a.Str(0))), true },
		},
		Converter{
			Name: "rtrim", Args: chars, In: Str, Out: Str,
			Help:  "Drops the given characters from the end.",
			Apply: func(_ *Ctx, v Value, a Args) (Value, bool) { return StrOf(bytes.TrimRight(v.b, a.Str(0))), true },
		},
		Converter{
			Name: "cut_crlf", In: Str, Out: Str,
			Help:  "The text up to the first end of line.",
			Apply: func(_ *Ctx, v Value, _ Args) (Value, bool) { return StrOf(cutLine(v.b)), true },
		},
		Converter{
			Name: "reverse", In: Str, Out: Str,
			Help:  "The text from its last byte to its first.",
			Apply: applyReverse,
		},
		Converter{
			Name: "reverse_dom", In: Str, Out: Str,
			Help:  "The labels of a domain name in reverse order; a dot at the end is dropped, and a name with an empty label has no value.",
			Apply: applyReverseDomain,
		},
		Converter{
			Name: "iif", Args: []Arg{{Name: "true", Kind: ArgStr}, {Name: "false", Kind: ArgStr}}, In: Bool, Out: Str,
			Help: "One of two texts.",
			Apply: func(_ *Ctx, v Value, a Args) (Value, bool) {
				if v.Bool() {
					return StringOf(a.Str(0)), true
				}
				return StringOf(a.Str(1)), true
			},
		},
	)
}

func cutLine(b []byte) []byte {
	if i := bytes.IndexAny(b, "\r\n"); i >= 0 {
		return b[:i]
	}
	return b
}

func applyReverse(cx *Ctx, v Value, _ Args) (Value, bool) {
	b := append(cx.Temp(len(v.b)), v.b...)
	slices.Reverse(b)
	return cx.Str(b)
}

func applyReverseDomain(cx *Ctx, v Value, _ Args) (Value, bool) {
	name := bytes.TrimSuffix(v.b, []byte("."))
	b := cx.Temp(len(name) + 1)
	for {
		i := bytes.LastIndexByte(name, '.')
		if i == len(name)-1 {
			return Value{}, false
		}
		b = append(b, name[i+1:]...)
		if i < 0 {
			return cx.Str(b)
		}
		b, name = append(b, '.'), name[:i]
	}
}
