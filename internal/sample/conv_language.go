package sample

import (
	"bytes"
	"strings"
)

func init() {
	RegisterConverter(Converter{
		Name: "language", Args: []Arg{{Name: "value"}, {Name: "default", Optional: true}}, In: Str, Out: Str,
		Help: "Of the languages between semicolons, the one that an Accept-Language field likes best; else the default. A variant " +
			"that is not among them counts as its language.",
		Check: func(a Args, _ *Env) error { a[0].Ref = strings.Split(a.Str(0), ";"); return nil },
		Apply: applyLanguage,
	})
}

func applyLanguage(_ *Ctx, v Value, a Args) (Value, bool) {
	best, most := "", 0
	for rest := v.b; len(rest) > 0; {
		var one []byte
		one, rest, _ = bytes.Cut(rest, view(","))
		name, params, _ := bytes.Cut(one, view(";"))
		known := findLanguage(a[0].Ref.([]string), text(bytes.Trim(name, " \t")))
		if q := quality(params); known != "" && q > most {
			best, most = known, q
		}
	}
	if most > 0 {
		return StringOf(best), true
	}
	return StringOf(a.Str(1)), a.Has(1)
}

// findLanguage returns the language of the list that a name means, with or without its variant.
func findLanguage(list []string, name string) string {
	base, _, _ := strings.Cut(name, "-")
	found := ""
	for _, l := range list {
		if l == name {
			return l
		}
		if l == base {
			found = l
		}
	}
	return found
}

// quality reads a weight such as q=0.8 (RFC 9110 section 12.4.2) in thousandths; without one, or with what is none, it is
// 1000.
func quality(param []byte) int {
	param = bytes.Trim(param, " \t")
	digits, ok := bytes.CutPrefix(param, view("q="))
	if !ok || len(digits) == 0 || digits[0] != '0' {
		return 1000
	}
	n, scale := 0, 100
	for i := 2; i < len(digits) && scale > 0; i++ {
		d := int(digits[i]) - '0'
		if d < 0 || d > 9 {
			break
		}
		n, scale = n+d*scale, scale/10
	}
	return n
}
