package sample

import (
	"encoding/hex"
	"fmt"
)

// stringSet matches whole values (str, bin). Patterns of the same text follow each other in their order.
type stringSet struct {
	words map[string][]*Pattern
	fold  bool
}

func newStringSet(list []*Pattern, o patternOpts) (matcher, error) {
	s := &stringSet{words: make(map[string][]*Pattern, len(list)), fold: o.fold}
	for _, p := range list {
		s.add(p.key(o.fold), p)
	}
	return s, nil
}

// newBinSet reads patterns in hexadecimal.
func newBinSet(list []*Pattern, _ patternOpts) (matcher, error) {
	s := &stringSet{words: make(map[string][]*Pattern, len(list))}
	for _, p := range list {
		b, err := hex.DecodeString(p.Text)
		if err != nil {
			return nil, fmt.Errorf("'%s' is not an even number of hexadecimal digits", p.Text)
		}
		s.add(string(b), p)
	}
	return s, nil
}

func (s *stringSet) add(key string, p *Pattern) {
	s.words[key] = append(s.words[key], p)
}

func (s *stringSet) find(cx *Ctx, v Value) *Pattern {
	b := v.b
	if s.fold {
		b = cx.fold(b)
	}
	for _, p := range s.words[string(b)] {
		if !p.gone.Load() {
			return p
		}
	}
	return nil
}
