package sample

import (
	"fmt"

	"metergate/internal/regex"
)

func init() {
	RegisterConverter(Converter{
		Name: "regsub", Args: []Arg{{Name: "regex"}, {Name: "subst"}, {Name: "flags", Optional: true}}, In: Str, Out: Str,
		Help: "Replaces what the regular expression matches, the first time or with flag g every time; flag i ignores case. " +
			`\0 to \9 in the replacement stand for the match and its groups.`,
		Check: checkRegsub,
		Apply: func(cx *Ctx, v Value, a Args) (Value, bool) {
			r := a[0].Ref.(*substitution)
			return cx.Str(r.append(cx.Temp(len(v.b)+64), v.b))
		},
	})
}

func checkRegsub(a Args, env *Env) error {
	var fold, all bool
	for _, c := range a.Str(2) {
		switch c {
		case 'i':
			fold = true
		case 'g':
			all = true
		default:
			return fmt.Errorf("invalid regex flag '%c', only 'i' and 'g' are supported", c)
		}
	}
	re, err := regex.Compile(a.Str(0), fold)
	if err != nil {
		return err
	}
	env.WarnLimited(re, a.Str(0))
	a[0].Ref = &substitution{re: re, repl: a.Str(1), all: all}
	return nil
}

// substitution is a compiled search and replacement.
type substitution struct {
	re   *regex.Regex
	repl string
	all  bool
}

// append appends b with the matches replaced.
func (s *substitution) append(dst, b []byte) []byte {
	n := 1
	if s.all {
		n = -1
	}
	from := 0
	for _, m := range s.re.FindAll(b, n, nil) {
		dst = append(dst, b[from:m[0]]...)
		dst = AppendReplacement(dst, s.repl, b, m)
		from = m[1]
	}
	return append(dst, b[from:]...)
}

// AppendReplacement appends a replacement in which \0 to \9 stand for the groups that m found in b, and a backslash
// before any other character for that character.
func AppendReplacement(dst []byte, repl string, b []byte, m []int) []byte {
	for i := 0; i < len(repl); i++ {
		c := repl[i]
		if c != '\\' || i+1 == len(repl) {
			dst = append(dst, c)
			continue
		}
		i++
		g := int(repl[i] - '0')
		switch {
		case g > 9:
			dst = append(dst, repl[i])
		case 2*g+1 < len(m) && m[2*g] >= 0:
			dst = append(dst, b[m[2*g]:m[2*g+1]]...)
		}
	}
	return dst
}
