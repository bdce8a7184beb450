package usage

import (
	"slices"
	"strings"
)

// A Learner finds the templates of an API in the paths that its clients ask for. It is a tree of segments. What is
// surely a value (a number, a UUID, a date) is a parameter at once. Other segments are taken for parts of the API until
// there are so many different ones at a place, and so few of them come again, that they must be values: then they
// become one parameter. A template is known when it was asked for often enough. It belongs to one loop.
type Learner struct {
	budget int
	root   learned
	nodes  int
	known  int // templates
}

// learned is a place in the tree.
type learned struct {
	texts map[string]*learned
	param *learned
	shape shape // of the values of param
	slugs bool  // what looks like a slug here is a value
	words bool  // every segment here that is not in texts is a value
	hits  int   // paths that came here
	seen  int   // paths that went on to texts
	once  int   // texts that were seen once
	slug  int   // texts that look like slugs
	joint int   // texts with a hyphen
	ends  []learnedEnd
}

type learnedEnd struct {
	method string
	hits   int
	known  bool
}

// What it takes to learn.
const (
	// enough is how often a template is asked for before it is known.
	enough = 8
	// fewSlugs is how many different slugs at a place make them values, words with one hyphen among them.
	fewSlugs = 6
	// nodesPerTemplate and spareNodes bound the tree.
	nodesPerTemplate = 100
	spareNodes       = 20_000
)

// NewLearner returns a Learner that will know at most budget templates.
func NewLearner(budget int) *Learner { return &Learner{budget: budget} }

// Observe takes a request in, and reports whether the templates have changed by it.
func (l *Learner) Observe(method, path string) bool {
	if len(path) == 0 || path[0] != '/' || len(path) > longestPath || strings.Contains(path, "//") {
		return false
	}
	segments := strings.Split(strings.TrimSuffix(path[1:], "/"), "/")
	if len(segments) > maxParts {
		return false
	}
	n, changed := &l.root, false
	n.hits++
	for _, s := range segments {
		next, grown := l.step(n, s)
		if next == nil {
			return changed
		}
		if grown && n.closes() {
			l.generalize(n, s)
			changed = true
			next, _ = l.step(n, s)
		}
		n = next
		n.hits++
	}
	return l.arrive(n, method) || changed
}

// step returns the place that a segment leads to, nil when the tree is full, and whether it is a new text.
func (l *Learner) step(n *learned, s string) (next *learned, grown bool) {
	if next := n.texts[s]; next != nil {
		n.seen++
		if next.hits == 1 {
			n.once--
		}
		return next, false
	}
	sh := shapeOf(s)
	if sh.sure() || n.words || n.slugs && sh == shapeSlug {
		return l.value(n, sh), false
	}
	if l.nodes >= nodesPerTemplate*l.budget+spareNodes {
		return nil, false
	}
	next = l.text(n, s, sh)
	n.seen++
	n.once++
	return next, true
}

// text makes a place behind a text.
func (l *Learner) text(n *learned, s string, sh shape) *learned {
	l.nodes++
	next := &learned{}
	if n.texts == nil {
		n.texts = map[string]*learned{}
	}
	n.texts[strings.Clone(s)] = next
	n.note(s, sh)
	return next
}

// note counts a text by what it looks like.
func (n *learned) note(s string, sh shape) {
	if sh == shapeSlug {
		n.slug++
	}
	if strings.ContainsAny(s, "-_") {
		n.joint++
	}
}

// value returns the place behind the parameter. Values of different shapes make it an id.
func (l *Learner) value(n *learned, sh shape) *learned {
	if n.param == nil {
		l.nodes++
		n.param, n.shape = &learned{}, sh
	} else if sh != n.shape {
		n.shape = shapeID
	}
	return n.param
}

// paramName is what templates call the parameter at n. It says which texts are values here, so that it is enough to learn
// on from.
func (n *learned) paramName() string {
	switch {
	case n.words:
		return shapeNames[shapeWord]
	case n.slugs:
		return shapeNames[shapeSlug]
	}
	return shapeNames[n.shape]
}

// arrive counts a path that ends at n. When that makes a template known that is too many, it stays unknown.
func (l *Learner) arrive(n *learned, method string) bool {
	i := slices.IndexFunc(n.ends, func(e learnedEnd) bool { return e.method == method })
	if i < 0 {
		if len(n.ends) == maxMethods || !validMethod(method) || method == "*" {
			return false
		}
		i = len(n.ends)
		n.ends = append(n.ends, learnedEnd{method: strings.Clone(method)})
	}
	e := &n.ends[i]
	if e.hits++; e.known || e.hits < enough {
		return false
	}
	if l.known == l.budget && !l.room() {
		return false
	}
	if e.known = true; l.known < l.budget {
		l.known++
		return true
	}
	e.known = false
	return false
}

// longestPath bounds the paths that are learned from.
const longestPath = 1024

// maxMethods bounds the methods of a path.
const maxMethods = 16

// Templates returns what is known, in a fixed order.
func (l *Learner) Templates() []Template {
	var all []Template
	l.root.walk("", func(n *learned, path string) {
		for _, e := range n.ends {
			if !e.known {
				continue
			}
			if t, err := ParseTemplate(e.method, path); err == nil {
				all = append(all, t)
			}
		}
	})
	slices.SortFunc(all, func(a, b Template) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return strings.Compare(a.Method, b.Method)
	})
	return all
}

// walk calls f for every place below n, with the path that leads there.
func (n *learned) walk(path string, f func(n *learned, path string)) {
	if len(n.ends) > 0 {
		if path == "" {
			path = "/"
		}
		f(n, path)
	}
	path = strings.TrimSuffix(path, "/")
	for s, next := range n.texts {
		next.walk(path+"/"+s, f)
	}
	if n.param != nil {
		n.param.walk(path+"/"+n.paramName(), f)
	}
}
