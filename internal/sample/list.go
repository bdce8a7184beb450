package sample

import (
	"errors"
	"slices"
	"sync"
)

// A List is a list of patterns that ACLs and maps compare values with: that of a file, or those that stand in a condition. It
// can be changed while it is used. Whoever searches it sees every change as soon as the call that makes it returns, and is
// never held up by one.
//
//	List: patterns in order ──▶ a view for each match method that is in use: a few levels of indexed patterns, each immutable
//	  Add     one more level, joined with those before it that are not larger
//	  Remove  marks the pattern; the next join leaves it out
//	  Commit  all views anew, from the patterns of another version
type List struct {
	// ID is its number, -1 until Lists.Number.
	ID int
	// File is the name of the list, "" for patterns that stand in a condition, which Keyword begins; From is what the
	// configuration says that the list comes from.
	File, From, Keyword string
	// Values says that the patterns of a file have values: that it is one of a map.
	Values bool
	// Uses are the places that search it.
	Uses []Use

	mu       sync.Mutex
	patterns []*Pattern            // of the version in use, in order; some may be gone
	removed  int                   // how many of them are
	texts    map[string][]*Pattern // by text, made when it is needed first
	prepared map[uint32][]*Pattern // of versions that are not in use yet
	version  uint32
	next     uint32 // the last version that was prepared
	seq      uint64
	views    []*listView
}

// Use is a place of the configuration that searches a list.
type Use struct {
	Map  bool
	File string
	Line int
}

// Errors of changes.
var (
	ErrNoPattern = errors.New("no such pattern")
	ErrNoVersion = errors.New("version number out of range")
)

// Len is how many patterns the list has, in all versions.
func (l *List) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := len(l.patterns) - l.removed
	for _, list := range l.prepared {
		n += len(list)
	}
	return n
}

// Versions gives the version in use, and the last one that was prepared.
func (l *List) Versions() (current, next uint32) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.version, l.next
}

// Patterns gives the patterns of a version, in order.
func (l *List) Patterns(version uint32) ([]*Pattern, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at, err := l.at(version)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(*at), (*Pattern).isGone), nil
}

// at gives where the patterns of a version are kept.
func (l *List) at(version uint32) (*[]*Pattern, error) {
	if version == l.version {
		return &l.patterns, nil
	}
	list, ok := l.prepared[version]
	if !ok {
		return nil, ErrNoVersion
	}
	return &list, nil
}

// Seq tells the patterns of a list apart.
func (p *Pattern) Seq() uint64 { return p.seq }

// A Match is what a search of a list by one of the methods in use finds.
type Match struct {
	Method string
	Fold   bool
	// Pattern is nil where nothing matches.
	Pattern *Pattern
}

// Search compares a text with the list, by each method in use.
func (l *List) Search(text string) (all []Match) {
	l.mu.Lock()
	views := slices.Clone(l.views)
	l.mu.Unlock()
	cx := &Ctx{}
	for _, v := range views {
		m := Match{Method: v.name, Fold: v.opts.fold}
		if val, ok := StringOf(text).Cast(cx, v.method.in); ok {
			m.Pattern = v.find(cx, val)
		}
		all = append(all, m)
	}
	return all
}
