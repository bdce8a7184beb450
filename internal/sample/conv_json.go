package sample

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

func init() {
	RegisterConverter(Converter{
		Name: "json", Args: []Arg{{Name: "input-code", Optional: true, Default: "ascii"}}, In: Str, Out: Str,
		Help: "Escapes the text for a JSON string. The argument says what to do with what is not UTF-8: " +
			"ascii takes bytes as Latin-1, utf8 fails, utf8s drops them, utf8p takes the good text before them; utf8ps is as utf8s.",
		Check: func(a Args, _ *Env) error {
			if !slices.Contains([]string{"ascii", "utf8", "utf8s", "utf8p", "utf8ps"}, a.Str(0)) {
				return fmt.Errorf("unexpected input code type, allowed values are 'ascii', 'utf8', 'utf8s', 'utf8p' and 'utf8ps'")
			}
			return nil
		},
		Apply: func(cx *Ctx, v Value, a Args) (Value, bool) { return escapeJSON(cx, v.b, a.Str(0)) },
	})
}

func escapeJSON(cx *Ctx, in []byte, code string) (Value, bool) {
	b := cx.Temp(len(in) + 64)
	for i := 0; i < len(in); {
		r, n := rune(in[i]), 1
		if code != "ascii" {
			r, n = utf8.DecodeRune(in[i:])
		}
		i += n
		if r == utf8.RuneError && n == 1 {
			switch code {
			case "utf8":
				return Value{}, false
			case "utf8p":
				return cx.Str(b)
			}
			continue
		}
		b = appendJSONRune(b, r)
	}
	return cx.Str(b)
}

// appendJSONRune escapes as the converter does: the slash too, and everything beyond ASCII as \uXXXX.
func appendJSONRune(b []byte, r rune) []byte {
	switch {
	case r == '/':
		return append(b, '\\', '/')
	case r < ' ' && (r < '\b' || r == '\v' || r > '\r'):
		return appendUnicode(b, r)
	case r < utf8.RuneSelf:
		return appendJSONByte(b, byte(r))
	case r > 0xffff:
		r -= 0x10000
		return appendUnicode(appendUnicode(b, 0xd800+r>>10), 0xdc00+r&0x3ff)
	}
	return appendUnicode(b, r)
}

func appendUnicode(b []byte, r rune) []byte {
	const hex = "0123456789abcdef"
	return append(b, '\\', 'u', hex[r>>12], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}
