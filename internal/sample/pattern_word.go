package sample

import (
	"bytes"
	"strings"
)

// wordSet looks at one pattern after the other (sub, dir, dom).
type wordSet struct {
	words  []patternWord
	fold   bool
	within func(b, w []byte) bool
}

type patternWord struct {
	text string
	p    *Pattern
}

// newSubstringSet matches any part of a value (sub).
func newSubstringSet(list []*Pattern, o patternOpts) (matcher, error) {
	return newWordSet(list, o, "", bytes.Contains), nil
}

func newDirSet(list []*Pattern, o patternOpts) (matcher, error) {
	return newComponentSet(list, "/?", o), nil
}

func newDomainSet(list []*Pattern, o patternOpts) (matcher, error) {
	return newComponentSet(list, "./:?@", o), nil
}

// newComponentSet matches whole components between delimiters (dir, dom). A word may be several components.
func newComponentSet(list []*Pattern, delims string, o patternOpts) matcher {
	set := setOf(false, delims)
	return newWordSet(list, o, delims, func(b, w []byte) bool { return hasComponent(b, w, set) })
}

func newWordSet(list []*Pattern, o patternOpts, trim string, within func(b, w []byte) bool) matcher {
	s := &wordSet{words: make([]patternWord, len(list)), fold: o.fold, within: within}
	for i, p := range list {
		s.words[i] = patternWord{strings.Trim(p.key(o.fold), trim), p}
	}
	return s
}

func (s *wordSet) find(cx *Ctx, v Value) *Pattern {
	b := v.b
	if s.fold {
		b = cx.fold(b)
	}
	for _, w := range s.words {
		if s.within(b, view(w.text)) && !w.p.gone.Load() {
			return w.p
		}
	}
	return nil
}

// hasComponent reports whether w stands in b with a delimiter or nothing on either side.
func hasComponent(b, w []byte, delims byteSet) bool {
	for from := 0; from <= len(b)-len(w); {
		i := bytes.Index(b[from:], w)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(w)
		if (i == 0 || delims.has(b[i-1])) && (end == len(b) || delims.has(b[end])) {
			return true
		}
		from = i + 1
	}
	return false
}
