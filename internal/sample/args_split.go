package sample

import (
	"strings"
)

// split cuts the list at the beginning of s into arguments, quotes and escapes resolved.
func (c *call) split(s string) (words []string, rest string, err error) {
	if !strings.HasPrefix(s, "(") {
		return nil, s, nil
	}
	if strings.HasPrefix(s, "()") {
		return nil, s[2:], nil
	}
	s = s[1:]
	for len(words) < len(c.specs) {
		w, n, ok := cutArg(s)
		if !ok {
			return nil, s, c.errorf(len(words), "expected ')'")
		}
		words, s = append(words, w), s[n:]
		if s[0] == ')' {
			return words, s[1:], nil
		}
		if len(words) < len(c.specs) {
			s = s[1:]
		}
	}
	return nil, s, c.errorf(max(len(words)-1, 0), "expected ')' before '%s'", s)
}

// cutArg returns the argument at the beginning of s and where its delimiter stands. This is the second level of
// quoting: single quotes keep everything, double quotes and no quotes know backslashes. It fails without delimiter.
func cutArg(s string) (word string, n int, ok bool) {
	var b strings.Builder
	quote := byte(0)
	for ; n < len(s); n++ {
		ch := s[n]
		switch {
		case quote == 0 && (ch == ',' || ch == ')'):
			return b.String(), n, true
		case quote != 0 && ch == quote:
			quote = 0
		case quote == 0 && (ch == '"' || ch == '\''):
			quote = ch
		case ch == '\\' && quote != '\'' && n+1 < len(s) && unescape(s[n+1]) != 0:
			n++
			b.WriteByte(unescape(s[n]))
		default:
			b.WriteByte(ch)
		}
	}
	return "", n, false
}

// unescape returns what a backslash before c means, or 0 when the backslash stays.
func unescape(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case ' ', '\\', '"', '\'':
		return c
	}
	return 0
}

// canonArgs writes an argument list so that split gives the same words again.
func canonArgs(words []string) string {
	if len(words) == 0 {
		return ""
	}
	if len(words) == 1 && words[0] == "" {
		return `("")`
	}
	var b strings.Builder
	for i, w := range words {
		b.WriteByte("(,"[min(i, 1)])
		if !strings.ContainsAny(w, ",()\"'\\ \t\r\n#]") {
			b.WriteString(w)
			continue
		}
		b.WriteByte('"')
		b.WriteString(argEscaper.Replace(w))
		b.WriteByte('"')
	}
	b.WriteByte(')')
	return b.String()
}

var argEscaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)
