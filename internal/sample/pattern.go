package sample

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"

	"metergate/internal/regex"
)

// A Pattern is one entry of a List: what values are compared with, and in a map the value that belongs to it.
type Pattern struct {
	Text  string
	line  int    // of the file it came from, 0 without
	seq   uint64 // its place in the order of the list
	value atomic.Pointer[mapValue]
	gone  atomic.Bool  // removed: no search finds it any more
	re    *regex.Regex // compiled, case sensitive, when it is one
}

// mapValue is the value of a map's entry, in all the types that converters ask for.
type mapValue struct {
	text  string
	n     int64
	addr  netip.Addr
	isInt bool
}

// Value is the text that a map gives for the pattern, "" in a list without values.
func (p *Pattern) Value() string {
	if m := p.value.Load(); m != nil {
		return m.text
	}
	return ""
}

func (p *Pattern) set(text string) {
	m := &mapValue{text: text}
	n, err := strconv.ParseInt(text, 0, 64)
	m.n, m.isInt = n, err == nil
	m.addr, _ = netip.ParseAddr(text)
	p.value.Store(m)
}

// as gives the pattern's value as type t.
func (p *Pattern) as(t Type) (Value, bool) {
	m := p.value.Load()
	switch {
	case m == nil:
		return Value{}, false
	case t == Int:
		return IntOf(m.n), m.isInt
	case t == Addr:
		return AddrOf(m.addr), m.addr.IsValid()
	}
	return StringOf(m.text), true
}

// matcher is a set of patterns, indexed for one match method. It is immutable, but for patterns that go.
type matcher interface {
	// find gives the pattern that a value matches, nil for none: of several the one that the method prefers.
	find(cx *Ctx, v Value) *Pattern
}

// method is one way to compare a value with patterns.
type method struct {
	in    Type // what values are cast to
	build func(list []*Pattern, o patternOpts) (matcher, error)
	// longest prefers the longest of several patterns that match; otherwise it is the first.
	longest func(o patternOpts) bool
}

// patternOpts are the flags that concern patterns.
type patternOpts struct {
	fold   bool // -i
	noDNS  bool // -n
	values bool // -M
	env    *Env
}

func always(patternOpts) bool               { return true }
func caseSensitive(o patternOpts) bool      { return !o.fold }
func (m method) prefers(o patternOpts) bool { return m.longest != nil && m.longest(o) }

// methods are the match methods by the name that -m and the ACL keywords use. Those without build want no patterns.
var methods = map[string]method{
	"found": {in: Any},
	"bool":  {in: Int},
	"int":   {in: Int, build: newIntSet},
	"len":   {in: Str, build: newLenSet},
	"ip":    {in: Addr, build: newAddrSet, longest: always},
	"bin":   {in: Bin, build: newBinSet},
	"str":   {in: Str, build: newStringSet},
	"beg":   {in: Str, build: newPrefixSet, longest: caseSensitive},
	"end":   {in: Str, build: newSuffixSet},
	"sub":   {in: Str, build: newSubstringSet},
	"dir":   {in: Str, build: newDirSet},
	"dom":   {in: Str, build: newDomainSet},
	"reg":   {in: Str, build: newRegexSet},
}

// defaultMethods are the methods that go without -m, by type of the expression.
var defaultMethods = [numTypes]string{
	Bool: "bool", Int: "int", Addr: "ip", IPv4: "ip", IPv6: "ip", Str: "str", Meth: "str",
}

// earlier gives the first in order of two patterns that match, either of which may be nil.
func earlier(a, b *Pattern) *Pattern {
	if a == nil || b != nil && b.seq < a.seq {
		return b
	}
	return a
}

// readPatterns reads the entries of a file: one a line, blanks around them, empty lines and comments dropped. With values,
// what follows the first blanks is the value of a map, and no part of the pattern.
func readPatterns(name string, o patternOpts) (list []*Pattern, err error) {
	b, err := o.env.Read(name)
	if err != nil {
		return nil, fmt.Errorf("failed to open pattern file <%s>", name)
	}
	n := 0
	for line := range strings.Lines(string(b)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		p := &Pattern{Text: line, line: n}
		if o.values {
			i := strings.IndexAny(line, " \t")
			value := ""
			if i >= 0 {
				p.Text, value = line[:i], strings.TrimSpace(line[i:])
			}
			p.set(value)
		}
		list = append(list, p)
	}
	return list, nil
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

// key returns the pattern's text as values are compared with it.
func (p *Pattern) key(fold bool) string {
	if fold {
		return asciiLower(p.Text)
	}
	return p.Text
}

func asciiLower(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] = lower(b[i])
	}
	return string(b)
}
