package sample

import (
	"fmt"
	"slices"
	"sync/atomic"
)

// A listView is a list as one match method searches it.
type listView struct {
	name   string
	method method
	opts   patternOpts
	out    Type // what values of the patterns must be: Str for any
	levels atomic.Pointer[levels]
}

// levels are indexed parts of a list, in its order.
type levels []level

type level struct {
	matcher
	list []*Pattern // to be joined with more; the first level is never joined
}

// maxJoin is the largest level that a new pattern is joined with: so that adding one, which a rule may do in the middle of
// traffic, takes a bounded time.
const maxJoin = 1024

// view gives the list as a method searches it, made when it is asked for first.
func (l *List) view(name string, o patternOpts, out Type) (*listView, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, v := range l.views {
		if v.name == name && v.opts.fold == o.fold && v.out == out {
			return v, nil
		}
	}
	v := &listView{name: name, method: methods[name], opts: o, out: out}
	for _, p := range l.patterns {
		if _, ok := p.as(out); l.Values && !ok {
			return nil, fmt.Errorf("unable to parse '%s' at line %d of file '%s'", p.Value(), p.line, l.File)
		}
	}
	m, err := v.method.build(l.patterns, o)
	if err != nil {
		return nil, err
	}
	o.warnLimited(m)
	v.put(levels{{matcher: m}})
	l.views = append(l.views, v)
	return v, nil
}

func (v *listView) put(l levels) { v.levels.Store(&l) }

// add adds a pattern behind all others.
func (v *listView) add(p *Pattern) error {
	all := *v.levels.Load()
	list := []*Pattern{p}
	keep := len(all)
	for keep > 1 && len(all[keep-1].list) <= min(len(list), maxJoin) {
		keep--
		list = append(slices.Clone(all[keep].list), list...)
	}
	list = slices.DeleteFunc(list, func(p *Pattern) bool { return p.gone.Load() })
	m, err := v.method.build(list, v.opts)
	if err == nil {
		v.put(append(slices.Clone(all[:keep]), level{m, list}))
	}
	return err
}

// find gives the pattern that a value matches, nil for none.
func (v *listView) find(cx *Ctx, val Value) (best *Pattern) {
	longest := v.method.prefers(v.opts)
	for _, l := range *v.levels.Load() {
		p := l.find(cx, val)
		switch {
		case p == nil:
		case !longest:
			return p
		case best == nil || len(p.Text) > len(best.Text):
			best = p
		}
	}
	return best
}
