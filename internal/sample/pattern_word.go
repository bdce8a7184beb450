package sample

import (
	"bytes"
	"strings"
)

// substringSet matches any part of a value (sub).
type substringSet struct {
	words []string
	fold  bool
}

func newSubstringSet(words []string, o patternOpts) (matcher, error) {
	return &substringSet{foldWords(words, o.fold), o.fold}, nil
}

func (s *substringSet) match(cx *Ctx, v Value) bool {
	b := v.b
	if s.fold {
		b = cx.fold(b)
	}
	for _, w := range s.words {
		if bytes.Contains(b, view(w)) {
			return true
		}
	}
	return false
}

// componentSet matches whole components between delimiters (dir, dom). A word may be several components.
type componentSet struct {
	words  []string
	delims byteSet
	fold   bool
}

func newDirSet(words []string, o patternOpts) (matcher, error) {
	return newComponentSet(words, "/?", o), nil
}

func newDomainSet(words []string, o patternOpts) (matcher, error) {
	return newComponentSet(words, "./:?@", o), nil
}

func newComponentSet(words []string, delims string, o patternOpts) *componentSet {
	words = foldWords(words, o.fold)
	for i, w := range words {
		words[i] = strings.Trim(w, delims)
	}
	return &componentSet{words, setOf(false, delims), o.fold}
}

func (s *componentSet) match(cx *Ctx, v Value) bool {
	b := v.b
	if s.fold {
		b = cx.fold(b)
	}
	for _, w := range s.words {
		if s.contains(b, view(w)) {
			return true
		}
	}
	return false
}

// contains reports whether w stands in b with a delimiter or nothing on either side.
func (s *componentSet) contains(b, w []byte) bool {
	for from := 0; from <= len(b)-len(w); {
		i := bytes.Index(b[from:], w)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(w)
		if (i == 0 || s.delims.has(b[i-1])) && (end == len(b) || s.delims.has(b[end])) {
			return true
		}
		from = i + 1
	}
	return false
}
