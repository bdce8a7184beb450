package check

import (
	"cmp"
	"fmt"
	"slices"

	"metergate/internal/conf"
)

// A rule is one tcp-check or http-check line.
type rule struct {
	step    step   // nil for a line that is only a comment
	comment string // of such a line
}

// A family is the lines that begin with one word, tcp-check or http-check.
type family struct {
	name   string
	option string // that gives them a meaning
	keys   []*conf.ListKey[rule]
}

var (
	tcpRules  = &family{name: "tcp-check", option: "tcp-check"}
	httpRules = &family{name: "http-check", option: "httpchk"}
)

// declare adds a directive to the family.
func (f *family) declare(word, usage, help string, parse func(a *conf.Args) (rule, error)) *conf.ListKey[rule] {
	k := conf.List(conf.Spec{
		Name: f.name + " " + word, In: conf.Defaults | conf.Backend, Usage: f.name + " " + usage, Help: help,
	}, parse)
	f.keys = append(f.keys, k)
	return k
}

// declareCall adds a directive whose name a list in parentheses follows.
func (f *family) declareCall(word, usage, help string, parse func(a *conf.Args) (rule, error)) {
	k := conf.List(conf.Spec{
		Name: f.name + " " + word, In: conf.Defaults | conf.Backend, Usage: f.name + " " + usage, Help: help, Call: true,
	}, parse)
	f.keys = append(f.keys, k)
}

// own returns the lines of one section, in their order.
func (f *family) own(b *conf.Bag) []conf.Entry[rule] {
	var all []conf.Entry[rule]
	for _, k := range f.keys {
		all = append(all, k.Own(b)...)
	}
	slices.SortStableFunc(all, func(x, y conf.Entry[rule]) int { return cmp.Compare(x.Line, y.Line) })
	return all
}

// in returns the lines that hold for a section: its own, else those of the nearest section it inherits from.
func (f *family) in(b *conf.Bag) []conf.Entry[rule] {
	for level := b; level != nil; level = level.Parent() {
		if lines := f.own(level); len(lines) > 0 {
			return lines
		}
	}
	return nil
}

// steps numbers the lines, which says where a step stands in messages, and returns their steps. A comment line speaks
// for the steps behind it.
func (f *family) steps(lines []conf.Entry[rule]) ([]step, error) {
	var steps []step
	comment := ""
	for i, l := range lines {
		if l.Value.step == nil {
			comment = l.Value.comment
			continue
		}
		s := l.Value.step
		at := s.pos()
		at.number = i + 1
		if at.comment == "" {
			at.comment = comment
		}
		if _, ok := s.(*connectStep); ok && talks(steps) {
			if !connects(steps) {
				return nil, fmt.Errorf("'%s connect' at %s: the first step must be a connect, too", f.name, l.Pos)
			}
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// parseComment reads a line that is only a comment.
func parseComment(a *conf.Args) (rule, error) {
	text, err := a.Text("a comment")
	return rule{comment: text}, err
}
