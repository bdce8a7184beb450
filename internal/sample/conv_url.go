package sample

import "fmt"

// urlSafe are the bytes that url_enc leaves alone: the unreserved ones of RFC 3986 section 2.3.
var urlSafe = setOf(false, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

func init() {
	RegisterConverter(
		Converter{
			Name: "url_dec", Args: []Arg{{Name: "in_form", Kind: ArgInt, Optional: true}}, In: Str, Out: Str,
			Help:  "Resolves %XX, and + as a blank behind the question mark, or everywhere with 1.",
			Apply: applyURLDecode,
		},
		Converter{
			Name: "url_enc", Args: []Arg{{Name: "enc_type", Optional: true, Default: "query"}}, In: Str, Out: Str,
			Help: "Writes all but letters, digits and -._~ as %XX.",
			Check: func(a Args, _ *Env) error {
				if a.Str(0) != "query" {
					return fmt.Errorf("unexpected encode type, allowed value is 'query'")
				}
				return nil
			},
			Apply: func(cx *Ctx, v Value, _ Args) (Value, bool) {
				b := cx.Temp(len(v.b) + 32)
				for _, c := range v.b {
					if urlSafe.has(c) {
						b = append(b, c)
					} else {
						b = append(b, '%', upperHex[c>>4], upperHex[c&15])
					}
				}
				return cx.Str(b)
			},
		},
	)
}

// applyURLDecode fails on a percent sign without two digits.
func applyURLDecode(cx *Ctx, v Value, a Args) (Value, bool) {
	plus := a.Int(0) != 0
	b := cx.Temp(len(v.b))
	for i := 0; i < len(v.b); i++ {
		c := v.b[i]
		switch {
		case c == '?':
			plus = true
		case c == '+' && plus:
			c = ' '
		case c == '%':
			if i+2 >= len(v.b) {
				return Value{}, false
			}
			hi, lo := digit(v.b[i+1]), digit(v.b[i+2])
			if hi > 15 || lo > 15 {
				return Value{}, false
			}
			c, i = hi<<4|lo, i+2
		}
		b = append(b, c)
	}
	return cx.Str(b)
}

// digit returns the value of a hexadecimal digit, or more than 15.
func digit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= lower(c) && lower(c) <= 'f':
		return lower(c) - 'a' + 10
	}
	return 16
}
