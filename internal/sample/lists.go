package sample

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"metergate/internal/cert"
)

// Lists are the lists of patterns of one configuration. Any goroutine may read them while one adds to them: what is
// read once is never changed.
type Lists struct {
	// Certs are the certificates that tokens are checked with; nil has none.
	Certs *cert.Store

	all atomic.Pointer[[]*List]
	jwt jwtKeys
	jwe jweLists
}

// All gives the lists in the order of the configuration.
func (s *Lists) All() []*List {
	if all := s.all.Load(); all != nil {
		return *all
	}
	return nil
}

// Trial returns lists that begin with those of s: what is compiled with them concerns s only when they are adopted. There
// is one trial at a time.
func (s *Lists) Trial() *Lists {
	t := &Lists{Certs: s.Certs, jwt: s.jwt.clone(), jwe: s.jwe}
	t.all.Store(s.all.Load())
	return t
}

// Adopt takes over the lists of a trial, which are numbered.
func (s *Lists) Adopt(t *Lists) {
	t.Number()
	s.all.Store(t.all.Load())
	s.jwt = t.jwt
}

// Drop forgets lists that stand in conditions which are no more. Those of files stay: others may name them.
func (s *Lists) Drop(gone []*List) {
	left := slices.DeleteFunc(slices.Clone(s.All()), func(l *List) bool { return l.File == "" && slices.Contains(gone, l) })
	s.all.Store(&left)
}

// Find gives the list of a file, or the one of a number behind a #; nil without.
func (s *Lists) Find(name string, values bool) *List {
	for _, l := range s.All() {
		if l.Values == values && (l.File != "" && l.File == fileName(name) || name == "#"+strconv.Itoa(l.ID)) {
			return l
		}
	}
	return nil
}

// file gives the list of a file, read when it is asked for first. The name may say where the list comes from: virt@ from
// nowhere, it begins empty; opt@ from a file that need not be there; file@ from a file, as without.
func (s *Lists) file(name string, o patternOpts) (*List, error) {
	if l := s.Find(name, o.values); l != nil {
		return l, nil
	}
	l := &List{File: fileName(name), From: name, Values: o.values}
	if !strings.HasPrefix(name, "virt@") {
		list, err := readPatterns(l.File, o)
		if err != nil && !strings.HasPrefix(name, "opt@") {
			return nil, err
		}
		l.fill(list)
	}
	return l, s.add(l, -1)
}

// inline makes a list of patterns that stand in a condition; a number below 0 lets it have any.
func (s *Lists) inline(words []string, keyword string, number int) (*List, error) {
	l := &List{Keyword: keyword}
	list := make([]*Pattern, len(words))
	for i, w := range words {
		list[i] = &Pattern{Text: w}
	}
	l.fill(list)
	return l, s.add(l, number)
}

func (l *List) fill(list []*Pattern) {
	for _, p := range list {
		p.seq = l.seq
		l.seq++
	}
	l.patterns = list
}

// add adds a list, with the number that it asks for, if any.
func (s *Lists) add(l *List, number int) error {
	if number >= 0 && s.numbered(number) {
		return fmt.Errorf("the number %d of a pattern list is taken", number)
	}
	l.ID = number
	all := append(s.All(), l)
	s.all.Store(&all)
	return nil
}

func (s *Lists) numbered(n int) bool {
	return slices.ContainsFunc(s.All(), func(l *List) bool { return l.ID == n })
}

// Number gives each list without a number the first that is free, when all are known.
func (s *Lists) Number() {
	n := 0
	for _, l := range s.All() {
		if l.ID >= 0 {
			continue
		}
		for s.numbered(n) {
			n++
		}
		l.ID = n
	}
}

// fileName is the name of a list without the word that says where it comes from, which stays for a list from nowhere.
func fileName(name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(name, "file@"), "opt@")
}
