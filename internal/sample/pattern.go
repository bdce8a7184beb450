package sample

import (
	"fmt"
	"strings"
)

// matcher is a set of patterns, indexed for one match method. It is immutable.
type matcher interface {
	// match reports whether the value, which has the method's type, matches one of the patterns.
	match(cx *Ctx, v Value) bool
}

// method is one way to compare a value with patterns.
type method struct {
	in    Type // what values are cast to
	build func(words []string, o patternOpts) (matcher, error)
}

// patternOpts are the flags that concern patterns.
type patternOpts struct {
	fold   bool // -i
	noDNS  bool // -n
	values bool // -M
	env    *Env
}

// methods are the match methods by the name that -m and the ACL keywords use. Those without build want no patterns.
var methods = map[string]method{
	"found": {in: Any},
	"bool":  {in: Bool},
	"int":   {Int, newIntSet},
	"len":   {Str, newLenSet},
	"ip":    {Addr, newAddrSet},
	"bin":   {Bin, newBinSet},
	"str":   {Str, newStringSet},
	"beg":   {Str, newPrefixSet},
	"end":   {Str, newSuffixSet},
	"sub":   {Str, newSubstringSet},
	"dir":   {Str, newDirSet},
	"dom":   {Str, newDomainSet},
	"reg":   {Str, newRegexSet},
}

// defaultMethods are the methods that go without -m, by type of the expression.
var defaultMethods = [numTypes]string{
	Bool: "bool", Int: "int", Addr: "ip", IPv4: "ip", IPv6: "ip", Str: "str", Meth: "str",
}

// readPatterns returns the patterns of a file: one a line, blanks around them, empty lines and comments dropped. With
// values, what follows the first blank is a value and no part of the pattern.
func readPatterns(name string, o patternOpts) ([]string, error) {
	b, err := o.env.Read(name)
	if err != nil {
		return nil, fmt.Errorf("failed to open pattern file <%s>", name)
	}
	var words []string
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if o.values {
			line, _, _ = strings.Cut(strings.ReplaceAll(line, "\t", " "), " ")
		}
		if line != "" && line[0] != '#' {
			words = append(words, line)
		}
	}
	return words, nil
}

// fold returns b with ASCII letters in lower case, in a temporary when something had to change.
func (cx *Ctx) fold(b []byte) []byte {
	i := 0
	for i < len(b) && (b[i] < 'A' || b[i] > 'Z') {
		i++
	}
	if i == len(b) {
		return b
	}
	t := append(cx.Temp(len(b)), b...)
	for ; i < len(t); i++ {
		t[i] = lower(t[i])
	}
	cx.Keep(t)
	return t
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// foldWords returns the words as values are compared with them.
func foldWords(words []string, fold bool) []string {
	out := make([]string, len(words))
	for i, w := range words {
		if fold {
			w = asciiLower(w)
		}
		out[i] = w
	}
	return out
}

func asciiLower(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] = lower(b[i])
	}
	return string(b)
}
