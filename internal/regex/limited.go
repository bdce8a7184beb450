package regex

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/dlclark/regexp2"
)

const (
	// asideLimit and hereLimit are how long one search may take on a worker, and where others wait for the caller.
	asideLimit = 30 * time.Millisecond
	hereLimit  = 3 * time.Millisecond
	// tries is how often a search is begun that did not end in time. The limit is one of the wall clock: who was not given
	// a processor meanwhile is not to lose a match for it.
	tries = 3
	// checkPeriod is how exactly the limits are kept.
	checkPeriod = time.Millisecond
	// slowMatches bounds the search for all matches in one text, in limits of one.
	slowMatches = 4
	// maxExpr bounds an expression in bytes: rules can make some of what clients send.
	maxExpr = 4096
	// maxMatches bounds the matches that are replaced in one text.
	maxMatches = 1024
)

// exhausted counts searches that were given up.
var exhausted atomic.Uint64

// Exhausted returns how many searches ended at their limit, as no match.
func Exhausted() uint64 { return exhausted.Load() }

// setClock has the engine look at the time often enough, before it does for the first time.
var setClock = sync.OnceFunc(func() { regexp2.SetTimeoutCheckPeriod(checkPeriod) })

// limited is an expression of the engine that backtracks, with either limit.
type limited struct{ aside, here *regexp2.Regexp }

func newLimited(expr string, fold bool) (*limited, error) {
	if len(expr) > maxExpr {
		return nil, fmt.Errorf("regex '%.64s...' is too long: with lookaround or references back it has at most %d bytes", expr, maxExpr)
	}
	setClock()
	l := &limited{}
	for _, c := range []struct {
		to    **regexp2.Regexp
		limit time.Duration
	}{{&l.aside, asideLimit}, {&l.here, hereLimit}} {
		options := regexp2.RegexOptions(regexp2.RE2)
		if fold {
			options |= regexp2.IgnoreCase
		}
		re, err := regexp2.Compile(expr, options)
		if err != nil {
			return nil, fmt.Errorf("regex '%s' is invalid (%w)", expr, err)
		}
		re.MatchTimeout = c.limit
		*c.to = re
	}
	return l, nil
}

// find returns the first n matches, all for -1, with their groups.
func (l *limited) find(b []byte, n int, w Worker) [][]int {
	t := newText(b)
	if w == nil {
		return search(l.here, t, n)
	}
	var found [][]int
	if !w.Aside(func() { found = search(l.aside, t, n) }) {
		return nil
	}
	return found
}

// search looks for matches until they are n. A search that does not end is given up.
func search(re *regexp2.Regexp, t text, n int) [][]int {
	for range tries {
		if all, err := attempt(re, t, n); err == nil {
			return all
		}
	}
	exhausted.Add(1)
	return nil
}

// attempt searches once. All matches together may take as long as slowMatches of them that come at the last moment.
func attempt(re *regexp2.Regexp, t text, n int) (all [][]int, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("the engine broke: %v", broken)
		}
	}()
	end := time.Now().Add(slowMatches * re.MatchTimeout)
	m, err := re.FindRunesMatch(t.runes)
	for m != nil && err == nil {
		all = append(all, t.offsets(m))
		if len(all) == n || len(all) == maxMatches {
			return all, nil
		}
		if time.Now().After(end) {
			return nil, errLimit
		}
		m, err = re.FindNextMatch(m)
	}
	return all, err
}

// errLimit is the end of a search for many matches.
var errLimit = errors.New("too much time was spent on one text")

// A text is what is searched, in characters.
type text struct {
	runes []rune
	at    []int // the byte at which each begins, and the end; nil when each is a byte
}

// newText copies b, so that the caller's may change meanwhile.
func newText(b []byte) text {
	t := text{runes: make([]rune, 0, len(b))}
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if size > 1 && t.at == nil {
			t.at = make([]int, 0, len(b)+1)
			for j := range i {
				t.at = append(t.at, j)
			}
		}
		t.runes = append(t.runes, r)
		if t.at != nil {
			t.at = append(t.at, i)
		}
		i += size
	}
	if t.at != nil {
		t.at = append(t.at, len(b))
	}
	return t
}

// byteOf returns where a character begins in bytes.
func (t text) byteOf(i int) int {
	if t.at == nil {
		return i
	}
	return t.at[i]
}

// offsets returns where a match and its groups are.
func (t text) offsets(m *regexp2.Match) []int {
	groups := m.Groups()
	at := make([]int, 0, 2*len(groups))
	for _, g := range groups {
		if len(g.Captures) == 0 {
			at = append(at, -1, -1)
			continue
		}
		at = append(at, t.byteOf(g.Index), t.byteOf(g.Index+g.Length))
	}
	return at
}
