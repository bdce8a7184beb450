package usage

import (
	"fmt"
	"sync/atomic"
)

// A Catalog is a section of operations: those that are declared, and those that traffic shows when it learns.
type Catalog struct {
	Name string
	// Learner finds templates in what nothing declared matches, nil without `learn`. It belongs to one loop.
	Learner *Learner

	declared []*Operation
	fixed    matcher
	learned  atomic.Pointer[learnedSet]
}

// learnedSet is what a catalog has learned so far.
type learnedSet struct {
	operations []*Operation
	matcher    matcher
}

// Add adds a declared operation. Two must not have the same template.
func (c *Catalog) Add(o *Operation) error {
	if i := c.fixed.add(&o.Template, len(c.declared)); i >= 0 {
		return fmt.Errorf("the template '%v' is already that of operation '%s', declared at %s", &o.Template, c.declared[i].ID, c.declared[i].At)
	}
	c.declared = append(c.declared, o)
	return nil
}

// Declared returns the declared operations in the order of the files.
func (c *Catalog) Declared() []*Operation { return c.declared }

// Learned returns what was learned so far.
func (c *Catalog) Learned() []*Operation {
	if l := c.learned.Load(); l != nil {
		return l.operations
	}
	return nil
}

// Match returns the operation of a request, nil for none.
func (c *Catalog) Match(method, path []byte) *Operation {
	if i := c.fixed.match(method, path); i >= 0 {
		return c.declared[i]
	}
	if l := c.learned.Load(); l != nil {
		if i := l.matcher.match(method, path); i >= 0 {
			return l.operations[i]
		}
	}
	return nil
}

// Publish makes what the Learner knows the templates that Match finds. An operation that was known before stays the same.
func (c *Catalog) Publish() {
	before := map[string]*Operation{}
	for _, o := range c.Learned() {
		before[o.ID] = o
	}
	next := &learnedSet{}
	for _, t := range c.Learner.Templates() {
		o := before[t.String()]
		if o == nil {
			o = &Operation{ID: t.String(), Template: t, Learned: true, At: "learned"}
		}
		if next.matcher.add(&o.Template, len(next.operations)) < 0 {
			next.operations = append(next.operations, o)
		}
	}
	c.learned.Store(next)
}
