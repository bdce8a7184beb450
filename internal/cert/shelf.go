package cert

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// A Shelf holds what a process has of one kind, by name: certificates, authorities, lists of revoked ones. Its methods may be
// called by any goroutine, but on loops only Find.
type Shelf[T any] struct {
	mu      sync.Mutex
	pending *Update[T]
	items   snapshot[map[string]*Item[T]]
}

// An Item is one thing under its name.
type Item[T any] struct {
	Name    string
	current atomic.Pointer[T]
	uses    atomic.Int32 // lines that use it
}

// An Update is what is to take the place of an item's content.
type Update[T any] struct {
	Item *Item[T]
	Next *T
}

// Why things on a shelf are not changed.
var (
	ErrExists    = errors.New("it exists already")
	ErrUnknown   = errors.New("it does not exist")
	ErrInUse     = errors.New("it is in use")
	ErrNoPending = errors.New("there is no ongoing transaction")
	ErrOther     = errors.New("the ongoing transaction is about another one")
)

// Get returns what the item holds at the moment, nil for nothing. Any goroutine may ask.
func (i *Item[T]) Get() *T { return i.current.Load() }

// Use notes that by more lines use the item, fewer when it is negative.
func (i *Item[T]) Use(by int) { i.uses.Add(int32(by)) }

// Used reports whether a line uses the item.
func (i *Item[T]) Used() bool { return i.uses.Load() > 0 }

// Find returns the item of a name, nil without.
func (s *Shelf[T]) Find(name string) *Item[T] { return s.items.get()[name] }

// All returns the items ordered by name.
func (s *Shelf[T]) All() []*Item[T] {
	var all []*Item[T]
	for _, i := range s.items.get() {
		all = append(all, i)
	}
	slices.SortFunc(all, func(a, b *Item[T]) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Add adds an item, which may hold nothing yet.
func (s *Shelf[T]) Add(name string, content *T) (*Item[T], error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	items := cloned(s.items.get())
	if items[name] != nil {
		return nil, ErrExists
	}
	i := &Item[T]{Name: name}
	i.current.Store(content)
	items[name] = i
	s.items.set(items)
	return i, nil
}

// Remove takes out an item that nothing uses.
func (s *Shelf[T]) Remove(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	items := cloned(s.items.get())
	switch i := items[name]; {
	case i == nil:
		return ErrUnknown
	case i.Used():
		return ErrInUse
	case s.pending != nil && s.pending.Item == i:
		s.pending = nil
	}
	delete(items, name)
	s.items.set(items)
	return nil
}

// Pending returns the ongoing transaction, nil without.
func (s *Shelf[T]) Pending() *Update[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pending
}

// Stage takes what is to be put into an item: change gives it, from what the transaction holds so far or else the item. It
// reports whether a transaction began with that.
func (s *Shelf[T]) Stage(i *Item[T], change func(*T) (*T, error)) (began bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := i.Get()
	if s.pending != nil {
		if s.pending.Item != i {
			return false, ErrOther
		}
		old = s.pending.Next
	}
	next, err := change(old)
	if err != nil {
		return false, err
	}
	began = s.pending == nil
	s.pending = &Update[T]{Item: i, Next: next}
	return began, nil
}

// Commit puts what the transaction about a name holds in its place, when check finds nothing wrong with it.
func (s *Shelf[T]) Commit(name string, check func(*T) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.about(name); err != nil {
		return err
	}
	if err := check(s.pending.Next); err != nil {
		return err
	}
	s.pending.Item.current.Store(s.pending.Next)
	s.pending = nil
	return nil
}

// Abort forgets the transaction about a name.
func (s *Shelf[T]) Abort(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.about(name)
	if err == nil {
		s.pending = nil
	}
	return err
}

// about returns nil when the ongoing transaction is about a name.
func (s *Shelf[T]) about(name string) error {
	switch {
	case s.pending == nil:
		return ErrNoPending
	case s.pending.Item.Name != name:
		return ErrOther
	}
	return nil
}

// Uses returns how many lines use the item.
func (i *Item[T]) Uses() int { return int(i.uses.Load()) }
