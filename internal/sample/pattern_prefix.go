package sample

import (
	"slices"
	"strings"
)

// prefixSet matches beginnings (beg), or ends (end) when everything in it is reversed. No word of it begins with
// another, so that the only candidate for a value is the last word that sorts before it.
type prefixSet struct {
	words          []string
	fold, reversed bool
}

func newPrefixSet(words []string, o patternOpts) (matcher, error) {
	return buildPrefixSet(foldWords(words, o.fold), o.fold, false), nil
}

func newSuffixSet(words []string, o patternOpts) (matcher, error) {
	words = foldWords(words, o.fold)
	for i, w := range words {
		b := []byte(w)
		slices.Reverse(b)
		words[i] = string(b)
	}
	return buildPrefixSet(words, o.fold, true), nil
}

func buildPrefixSet(words []string, fold, reversed bool) *prefixSet {
	slices.Sort(words)
	kept := words[:0]
	for _, w := range words {
		if len(kept) == 0 || !strings.HasPrefix(w, kept[len(kept)-1]) {
			kept = append(kept, w)
		}
	}
	return &prefixSet{words: kept, fold: fold, reversed: reversed}
}

func (s *prefixSet) match(cx *Ctx, v Value) bool {
	if s.reversed {
		return s.matchEnd(cx, v.b)
	}
	b := v.b
	if s.fold {
		b = cx.fold(b)
	}
	return s.has(text(b))
}

// matchEnd looks at the value backwards.
func (s *prefixSet) matchEnd(cx *Ctx, b []byte) bool {
	t := cx.Temp(len(b))
	for i := len(b) - 1; i >= 0; i-- {
		c := b[i]
		if s.fold {
			c = lower(c)
		}
		t = append(t, c)
	}
	return s.has(text(t)) // not kept: nobody needs it any more
}

func (s *prefixSet) has(v string) bool {
	i, found := slices.BinarySearch(s.words, v)
	return found || i > 0 && strings.HasPrefix(v, s.words[i-1])
}
