package sample

import (
	"encoding/hex"
	"fmt"
)

// stringSet matches whole values (str, bin).
type stringSet struct {
	words map[string]struct{}
	fold  bool
}

func newStringSet(words []string, o patternOpts) (matcher, error) {
	s := &stringSet{words: make(map[string]struct{}, len(words)), fold: o.fold}
	for _, w := range foldWords(words, o.fold) {
		s.words[w] = struct{}{}
	}
	return s, nil
}

// newBinSet reads patterns in hexadecimal.
func newBinSet(words []string, o patternOpts) (matcher, error) {
	s := &stringSet{words: make(map[string]struct{}, len(words))}
	for _, w := range words {
		b, err := hex.DecodeString(w)
		if err != nil {
			return nil, fmt.Errorf("'%s' is not an even number of hexadecimal digits", w)
		}
		s.words[string(b)] = struct{}{}
	}
	return s, nil
}

func (s *stringSet) match(cx *Ctx, v Value) bool {
	b := v.b
	if s.fold {
		b = cx.fold(b)
	}
	_, ok := s.words[string(b)]
	return ok
}
