package usage

import "bytes"

// A matcher finds the template that a request has. It is built once, and read by all loops.
type matcher struct{ root node }

// A node is what may follow a beginning of a path. Of several ways a text goes before a parameter with text around it,
// that before a whole parameter, and that before one that takes the rest.
type node struct {
	texts  map[string]*node
	framed []framedNode
	param  *node
	ends   []end // of paths that end here
	tails  []end // of paths that go on in any way
}

type framedNode struct {
	prefix, suffix string
	node           *node
}

// An end is the operation of a method.
type end struct {
	method    string
	operation int
}

// add adds the template of an operation. It returns the operation that has the same template, or -1.
func (m *matcher) add(t *Template, operation int) int {
	n := &m.root
	last := len(t.parts)
	if t.rest {
		last--
	}
	for _, p := range t.parts[:last] {
		n = n.child(p)
	}
	ends := &n.ends
	if t.rest {
		ends = &n.tails
	}
	for _, e := range *ends {
		if e.method == t.Method {
			return e.operation
		}
	}
	*ends = append(*ends, end{t.Method, operation})
	return -1
}

func (n *node) child(p part) *node {
	switch {
	case !p.param:
		next := n.texts[p.prefix]
		if next == nil {
			next = &node{}
			if n.texts == nil {
				n.texts = map[string]*node{}
			}
			n.texts[p.prefix] = next
		}
		return next
	case p.prefix+p.suffix == "":
		if n.param == nil {
			n.param = &node{}
		}
		return n.param
	}
	for _, f := range n.framed {
		if f.prefix == p.prefix && f.suffix == p.suffix {
			return f.node
		}
	}
	next := &node{}
	n.framed = append(n.framed, framedNode{p.prefix, p.suffix, next})
	return next
}

// match returns the operation of a request, -1 for none.
func (m *matcher) match(method, path []byte) int {
	if len(path) == 0 || path[0] != '/' {
		return -1
	}
	path = path[1:]
	if n := len(path); n > 0 && path[n-1] == '/' {
		path = path[:n-1]
	}
	w := walk{method: method, steps: maxSteps}
	return w.from(&m.root, path, false)
}

// maxSteps bounds the ways that are tried for one path, whatever the templates are.
const maxSteps = 1000

// A walk is one look for a match.
type walk struct {
	method []byte
	steps  int
}

// from matches what is left of a path behind a node; with done nothing is left.
func (w *walk) from(n *node, rest []byte, done bool) int {
	if w.steps--; w.steps < 0 {
		return -1
	}
	if done {
		if i := w.end(n.ends); i >= 0 {
			return i
		}
		return w.end(n.tails)
	}
	segment, next, more := bytes.Cut(rest, slash)
	if t := n.texts[string(segment)]; t != nil {
		if i := w.from(t, next, !more); i >= 0 {
			return i
		}
	}
	for _, f := range n.framed {
		if f.holds(segment) {
			if i := w.from(f.node, next, !more); i >= 0 {
				return i
			}
		}
	}
	if n.param != nil && len(segment) > 0 {
		if i := w.from(n.param, next, !more); i >= 0 {
			return i
		}
	}
	return w.end(n.tails)
}

var slash = []byte("/")

func (f *framedNode) holds(segment []byte) bool {
	return len(segment) > len(f.prefix)+len(f.suffix) &&
		string(segment[:len(f.prefix)]) == f.prefix && string(segment[len(segment)-len(f.suffix):]) == f.suffix
}

func (w *walk) end(ends []end) int {
	any := -1
	for i := range ends {
		switch m := ends[i].method; {
		case m == "*":
			any = ends[i].operation
		case m == string(w.method):
			return ends[i].operation
		}
	}
	return any
}
