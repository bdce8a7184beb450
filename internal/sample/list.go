package sample

import (
	"errors"
	"fmt"
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

// Add adds a pattern to the version in use.
func (l *List) Add(text, value string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.add(text, value)
}

func (l *List) add(text, value string) error {
	p, err := l.pattern(text, value)
	if err != nil {
		return err
	}
	for _, v := range l.views {
		if err := v.add(p); err != nil {
			return err
		}
	}
	l.patterns = append(l.patterns, p)
	if l.texts != nil {
		l.texts[text] = append(l.texts[text], p)
	}
	return nil
}

// AddTo adds a pattern to a version.
func (l *List) AddTo(version uint32, text, value string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if version == l.version {
		return l.add(text, value)
	}
	list, ok := l.prepared[version]
	if !ok {
		return ErrNoVersion
	}
	p, err := l.pattern(text, value)
	if err != nil {
		return err
	}
	for _, v := range l.views {
		if _, err := v.method.build([]*Pattern{p}, v.opts); err != nil {
			return err
		}
	}
	l.prepared[version] = append(list, p)
	return nil
}

// pattern makes a pattern that comes behind all others.
func (l *List) pattern(text, value string) (*Pattern, error) {
	p := &Pattern{Text: text, seq: l.seq}
	l.seq++
	if l.Values {
		p.set(value)
	}
	return p, l.fits(p)
}

// fits checks that the pattern's value is of the types that converters ask for.
func (l *List) fits(p *Pattern) error {
	for _, v := range l.views {
		if _, ok := p.as(v.out); l.Values && !ok {
			return fmt.Errorf("unable to parse '%s'", p.Value())
		}
	}
	return nil
}

// Set gives the patterns of that text another value.
func (l *List) Set(text, value string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.set(l.named(text), value)
}

// SetOne gives the pattern of that number another value.
func (l *List) SetOne(seq uint64, value string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.set(l.numbered(seq), value)
}

func (l *List) set(which []*Pattern, value string) error {
	trial := &Pattern{}
	trial.set(value)
	if err := l.fits(trial); err != nil {
		return err
	}
	if len(which) == 0 {
		return ErrNoPattern
	}
	for _, p := range which {
		p.set(value)
	}
	return nil
}

// Has tells whether the version in use has a pattern of that text.
func (l *List) Has(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.named(text)) > 0
}

// Put gives the patterns of that text another value, or adds one.
func (l *List) Put(text, value string) error {
	if err := l.Set(text, value); !errors.Is(err, ErrNoPattern) {
		return err
	}
	return l.Add(text, value)
}

// Remove takes the patterns of that text out.
func (l *List) Remove(text string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.remove(l.named(text))
}

// RemoveOne takes the pattern of that number out.
func (l *List) RemoveOne(seq uint64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.remove(l.numbered(seq))
}

func (l *List) remove(which []*Pattern) error {
	if len(which) == 0 {
		return ErrNoPattern
	}
	delete(l.texts, which[0].Text)
	for _, p := range which {
		p.gone.Store(true)
	}
	l.removed += len(which)
	if l.removed > len(l.patterns)/2 {
		l.patterns, l.removed = slices.DeleteFunc(l.patterns, (*Pattern).isGone), 0
		l.texts = nil
	}
	return nil
}

func (p *Pattern) isGone() bool { return p.gone.Load() }

// named gives the patterns of a text, of the version in use.
func (l *List) named(text string) []*Pattern {
	if l.texts == nil {
		l.texts = make(map[string][]*Pattern, len(l.patterns))
		for _, p := range l.patterns {
			if !p.isGone() {
				l.texts[p.Text] = append(l.texts[p.Text], p)
			}
		}
	}
	return l.texts[text]
}

// numbered gives the patterns of the text that the pattern of a number has, if that is in use.
func (l *List) numbered(seq uint64) []*Pattern {
	for _, p := range l.patterns {
		if p.seq == seq && !p.isGone() {
			return l.named(p.Text)
		}
	}
	return nil
}

// Prepare makes an empty version beside the one in use, and gives its number.
func (l *List) Prepare() uint32 {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next++
	if l.prepared == nil {
		l.prepared = map[uint32][]*Pattern{}
	}
	l.prepared[l.next] = nil
	return l.next
}

// Commit puts a version in the place of the one in use; older ones are forgotten. The one in use may be committed again.
func (l *List) Commit(version uint32) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	list, err := l.at(version)
	if err != nil {
		return err
	}
	return l.replace(version, *list)
}

// Clear empties a version.
func (l *List) Clear(version uint32) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.at(version); err != nil {
		return err
	}
	if version == l.version {
		return l.replace(version, nil)
	}
	l.prepared[version] = nil
	return nil
}

// replace puts other patterns in the place of those in use, in all views at once.
func (l *List) replace(version uint32, list []*Pattern) error {
	list = slices.DeleteFunc(list, (*Pattern).isGone)
	built := make([]matcher, len(l.views))
	for i, v := range l.views {
		var err error
		if built[i], err = v.method.build(list, v.opts); err != nil {
			return err
		}
	}
	for i, v := range l.views {
		v.put(levels{{matcher: built[i]}})
	}
	l.patterns, l.version, l.removed, l.texts = list, version, 0, nil
	for n := range l.prepared {
		if n <= version {
			delete(l.prepared, n)
		}
	}
	return nil
}

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
