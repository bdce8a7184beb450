package conf

import "strings"

// A lookupFunc returns the value of an environment variable.
type lookupFunc func(name string) (string, bool)

// variable takes $NAME, ${NAME}, ${NAME-default} or ${NAME[*]}.
func (x *lexer) variable() *LexError {
	x.begin()
	begin := x.i + 1
	brace := strings.HasPrefix(x.line[begin:], "{")
	if brace {
		begin++
	}
	if !startsName(x.line[begin:]) {
		return &LexError{"forbidden first char in environment variable name", begin + 1, x.line}
	}
	end := begin + 1
	for end < len(x.line) && isNameChar(x.line[end]) {
		end++
	}
	value, set := x.lookup(x.line[begin:end])
	split := false
	if brace {
		var ok bool
		if value, split, end, ok = x.closeBrace(value, set, end); !ok {
			return &LexError{"unmatched brace in environment variable name", begin, x.line}
		}
	}
	x.expand(value, split)
	x.i = end
	return nil
}

// closeBrace takes what may follow a name in braces, [*] and -default, and the
// brace. It returns the value to expand, whether to split it, and where the line
// goes on.
func (x *lexer) closeBrace(value string, set bool, at int) (_ string, split bool, end int, ok bool) {
	rest, split := strings.CutPrefix(x.line[at:], "[*]")
	if after, given := strings.CutPrefix(rest, "-"); given {
		def, _, _ := strings.Cut(after, "}")
		if rest = after[len(def):]; !set {
			value = def
		}
	}
	return value, split, len(x.line) - len(rest) + 1, strings.HasPrefix(rest, "}")
}

// expand adds a value to the word. When it is to be split, the blanks between
// its fields end words.
func (x *lexer) expand(value string, split bool) {
	if !split {
		x.buf = append(x.buf, value...)
		return
	}
	for i, field := range strings.Fields(value) {
		if i > 0 {
			x.endWord()
			x.begin()
			x.quoted = true
		}
		x.buf = append(x.buf, field...)
	}
}

// startsName reports whether a name begins here. Those with a dot tell where the
// line stands.
func startsName(s string) bool {
	return s != "" && isNameChar(s[0]) && s[0] > '9' ||
		strings.HasPrefix(s, ".FILE") || strings.HasPrefix(s, ".LINE") || strings.HasPrefix(s, ".SECTION")
}

func isNameChar(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c-'0' <= 9 }
