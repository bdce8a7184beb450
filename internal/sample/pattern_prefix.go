package sample

import (
	"slices"
	"strings"
)

// prefixSet matches beginnings (beg), or ends (end) when everything in it is reversed. All words that a value begins with are
// found from the last one that sorts before it, by going from each word to the longest one that it begins with itself.
type prefixSet struct {
	words          []prefixWord
	fold, reversed bool
	longest        bool // the longest one is preferred to the first
}

type prefixWord struct {
	text  string
	outer int // the longest other word that this one begins with, -1 for none
	p     *Pattern
}

func newPrefixSet(list []*Pattern, o patternOpts) (matcher, error) {
	return buildPrefixSet(list, o, false), nil
}

func newSuffixSet(list []*Pattern, o patternOpts) (matcher, error) {
	return buildPrefixSet(list, o, true), nil
}

func buildPrefixSet(list []*Pattern, o patternOpts, reversed bool) *prefixSet {
	s := &prefixSet{words: make([]prefixWord, len(list)), fold: o.fold, reversed: reversed, longest: !reversed && caseSensitive(o)}
	for i, p := range list {
		key := p.key(o.fold)
		if reversed {
			b := []byte(key)
			slices.Reverse(b)
			key = string(b)
		}
		s.words[i] = prefixWord{text: key, p: p}
	}
	slices.SortStableFunc(s.words, func(a, b prefixWord) int { return strings.Compare(a.text, b.text) })
	outer := -1
	for i := range s.words {
		for outer >= 0 && !strings.HasPrefix(s.words[i].text, s.words[outer].text) {
			outer = s.words[outer].outer
		}
		s.words[i].outer = outer
		outer = i
	}
	return s
}

func (s *prefixSet) find(cx *Ctx, v Value) *Pattern {
	b := v.b
	switch {
	case s.reversed:
		return s.search(text(s.backwards(cx, b))) // the temporary is not kept: nobody needs it any more
	case s.fold:
		b = cx.fold(b)
	}
	return s.search(text(b))
}

func (s *prefixSet) backwards(cx *Ctx, b []byte) []byte {
	t := cx.Temp(len(b))
	for i := len(b) - 1; i >= 0; i-- {
		c := b[i]
		if s.fold {
			c = lower(c)
		}
		t = append(t, c)
	}
	return t
}

func (s *prefixSet) search(v string) (best *Pattern) {
	// The first word behind v, and behind all that are equal to it.
	i, _ := slices.BinarySearchFunc(s.words, v, func(w prefixWord, v string) int {
		if w.text <= v {
			return -1
		}
		return 1
	})
	for i--; i >= 0; i = s.words[i].outer {
		w := &s.words[i]
		if !strings.HasPrefix(v, w.text) || w.p.gone.Load() {
			continue
		}
		if s.longest && best != nil && len(w.text) < len(best.Text) {
			break
		}
		best = earlier(best, w.p)
	}
	return best
}
