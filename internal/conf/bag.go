package conf

import "slices"

// A Bag holds the settings of one section, or of the options of one bind or
// server line. What it does not hold is looked up in its parent: the section's
// defaults, or the default-server line. A nil Bag is empty.
type Bag struct {
	parent  *Bag
	scalars []entry
	lists   map[*Directive]any // of *entries[T]
}

type entry struct {
	key *Directive
	setting
}

// A setting is what a line said about a scalar key.
type setting struct {
	at    Pos
	value any
	off   string // "no" or "default" instead of a value
}

// NewBag returns an empty bag that inherits from parent, which may be nil.
func NewBag(parent *Bag) *Bag { return &Bag{parent: parent} }

// Parent returns the bag that b inherits from, or nil.
func (b *Bag) Parent() *Bag {
	if b == nil {
		return nil
	}
	return b.parent
}

func (b *Bag) own(d *Directive) *setting {
	if i := b.index(d); i >= 0 {
		return &b.scalars[i].setting
	}
	return nil
}

// index returns where b itself holds a directive, or -1. What was given later is farther behind.
func (b *Bag) index(d *Directive) int {
	if b == nil {
		return -1
	}
	return slices.IndexFunc(b.scalars, func(e entry) bool { return e.key == d })
}

func (b *Bag) find(d *Directive) *setting {
	for ; b != nil; b = b.parent {
		if s := b.own(d); s != nil {
			return s
		}
	}
	return nil
}

func (b *Bag) put(d *Directive, s setting) {
	if i := b.index(d); i >= 0 {
		b.scalars = slices.Delete(b.scalars, i, i+1)
	}
	b.scalars = append(b.scalars, entry{d, s})
}
