package conf

import (
	"fmt"
	"strings"
	"sync"
)

// A Key is the typed handle of a directive that holds one value: the last line
// of a section wins, and sections inherit it from their defaults.
type Key[T any] struct {
	d     *Directive
	usual func() T // the value of Spec.Default
}

// Scalar declares a directive that holds one value. parse reads the arguments;
// a word it leaves is reported as unexpected.
func Scalar[T any](s Spec, parse func(a *Args) (T, error)) *Key[T] {
	k := &Key[T]{d: &Directive{Spec: s}}
	k.d.apply = func(a *Args, b *Bag) error {
		if a.prefix != "" {
			b.put(k.d, setting{at: a.pos, off: a.prefix})
			return nil
		}
		a.prev = b.find(k.d)
		v, err := parse(a)
		if err == nil {
			b.put(k.d, setting{at: a.pos, value: v})
		}
		return err
	}
	k.usual = sync.OnceValue(func() T { return usual(k.d, parse) })
	register(k.d)
	return k
}

// usual reads the arguments of Spec.Default; a mistake in them is one of the program.
func usual[T any](d *Directive, parse func(a *Args) (T, error)) T {
	words, lexErr := lexLine(d.Name+" "+d.Default, func(string) (string, bool) { return "", false })
	if lexErr != nil {
		panic(lexErr)
	}
	count := len(strings.Fields(d.Name))
	a := &Args{words: words, next: count, name: d.Name, loader: &loader{diag: new(Diagnostics), env: NewEnv(nil)}}
	v, err := parse(a)
	if err != nil || !a.Done() {
		panic(fmt.Sprintf("default of '%s': %v", d.Name, err))
	}
	return v
}

// Flag declares a directive without arguments that is on when present and off
// after `no`.
func Flag(s Spec) *Key[bool] {
	k := &Key[bool]{d: &Directive{Spec: s}}
	k.d.apply = func(a *Args, b *Bag) error {
		switch a.prefix {
		case "default":
			b.put(k.d, setting{at: a.pos, off: a.prefix})
		default:
			b.put(k.d, setting{at: a.pos, value: a.prefix == ""})
		}
		return nil
	}
	register(k.d)
	return k
}

// Get returns the value that holds in b, its own or an inherited one, and
// whether there is one.
func (k *Key[T]) Get(b *Bag) (T, bool) {
	if s := b.find(k.d); s != nil && s.off == "" {
		v, _ := s.value.(T) // a nil interface is held as nil
		return v, true
	}
	var zero T
	return zero, false
}

// Or returns the value that holds in b, or def.
func (k *Key[T]) Or(b *Bag, def T) T {
	if v, ok := k.Get(b); ok {
		return v
	}
	return def
}

// In returns the value that holds in b, else that of Spec.Default.
func (k *Key[T]) In(b *Bag) T {
	if v, ok := k.Get(b); ok {
		return v
	}
	return k.usual()
}

// At returns where the value that holds in b was given; the zero Pos if nowhere.
func (k *Key[T]) At(b *Bag) Pos {
	if s := b.find(k.d); s != nil {
		return s.at
	}
	return Pos{}
}

// Own reports whether b itself, not one of its ancestors, was given the key.
func (k *Key[T]) Own(b *Bag) bool { return b.own(k.d) != nil }

// Later reports whether k was given behind other, of which each takes the place
// of the other: in b itself, or else in the nearest ancestor that holds one.
func Later[T, U any](b *Bag, k *Key[T], other *Key[U]) bool {
	for ; b != nil; b = b.parent {
		if i, j := b.index(k.d), b.index(other.d); i != j {
			return i > j
		}
	}
	return false
}

// Off reports whether what holds in b was turned off, with `no` before the
// directive or by the value off.
func (k *Key[T]) Off(b *Bag) bool {
	s := b.find(k.d)
	return s != nil && (s.off == "no" || s.value == any(false))
}

// Set gives k a value in b that no line gave, as the command line does.
func (k *Key[T]) Set(b *Bag, v T) { b.put(k.d, setting{value: v}) }

// Name returns the directive's name.
func (k *Key[T]) Name() string { return k.d.Name }

// A ListKey is the typed handle of a directive whose lines accumulate.
type ListKey[T any] struct{ d *Directive }

// An Entry is one line of a list directive.
type Entry[T any] struct {
	Pos
	Value T
}

// List declares a directive whose lines accumulate. Sections see the entries
// of their defaults before their own; `no` forgets all entries so far.
func List[T any](s Spec, parse func(a *Args) (T, error)) *ListKey[T] {
	k := &ListKey[T]{d: &Directive{Spec: s, list: true}}
	k.d.apply = func(a *Args, b *Bag) error {
		l := k.in(b)
		if a.prefix != "" {
			*l = entries[T]{cut: true}
			return nil
		}
		v, err := parse(a)
		if err == nil {
			l.own = append(l.own, Entry[T]{a.pos, v})
		}
		return err
	}
	register(k.d)
	return k
}

// entries are the lines of one list directive in one bag.
type entries[T any] struct {
	own []Entry[T]
	cut bool // nothing is inherited
}

func (k *ListKey[T]) in(b *Bag) *entries[T] {
	if l, ok := b.lists[k.d].(*entries[T]); ok {
		return l
	}
	if b.lists == nil {
		b.lists = map[*Directive]any{}
	}
	l := new(entries[T])
	b.lists[k.d] = l
	return l
}

// All returns the entries that hold in b, inherited ones first, in the order of
// the files.
func (k *ListKey[T]) All(b *Bag) []Entry[T] {
	if b == nil {
		return nil
	}
	l, ok := b.lists[k.d].(*entries[T])
	switch {
	case !ok:
		return k.All(b.parent)
	case l.cut:
		return l.own
	}
	inherited := k.All(b.parent)
	return append(inherited[:len(inherited):len(inherited)], l.own...)
}

// Own returns the entries of b itself.
func (k *ListKey[T]) Own(b *Bag) []Entry[T] {
	if b == nil {
		return nil
	}
	if l, ok := b.lists[k.d].(*entries[T]); ok {
		return l.own
	}
	return nil
}

// Add appends an entry to b that no line gave.
func (k *ListKey[T]) Add(b *Bag, v T) {
	l := k.in(b)
	l.own = append(l.own, Entry[T]{Value: v})
}

// Name returns the directive's name.
func (k *ListKey[T]) Name() string { return k.d.Name }
