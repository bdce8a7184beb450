package usage

import (
	"bufio"
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// What was learned is kept as text: the lines by which a section would declare it, so that an operator can read it, and
// take it over.

// AppendState appends what is known.
func (l *Learner) AppendState(dst []byte) []byte {
	for _, t := range l.Templates() {
		dst = fmt.Appendf(dst, "operation '%v' %s %s\n", &t, t.Method, t.Path)
	}
	return dst
}

// Load takes in what AppendState wrote. An error names the first line that it did not write; what is beyond the budget is
// left out.
func (l *Learner) Load(text []byte) error {
	lines := bufio.NewScanner(bytes.NewReader(text))
	for at := 1; lines.Scan(); at++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		if len(words) != 5 || words[0] != "operation" {
			return fmt.Errorf("line %d is not one that was learned", at)
		}
		t, err := ParseTemplate(words[3], words[4])
		if err != nil {
			return fmt.Errorf("line %d: %w", at, err)
		}
		if t.rest || len(t.parts) != strings.Count(t.Path, "/") {
			return fmt.Errorf("line %d: %s is no path that is learned", at, clip(t.Path))
		}
		if l.known < l.budget {
			l.recall(&t)
		}
	}
	return lines.Err()
}

// recall makes a template known.
func (l *Learner) recall(t *Template) {
	n := &l.root
	for i, name := range strings.Split(t.Path[1:], "/") {
		if t.parts[i].param {
			n = l.recallValue(n, name)
			continue
		}
		next := n.texts[name]
		if next == nil {
			next = l.text(n, name, shapeOf(name))
		}
		next.hits += enough
		n.seen += enough
		n = next
	}
	if slices.ContainsFunc(n.ends, func(e learnedEnd) bool { return e.method == t.Method }) {
		return
	}
	n.ends = append(n.ends, learnedEnd{method: t.Method, hits: enough, known: true})
	l.known++
}

// recallValue returns the place behind a parameter, of the name that it was learned with.
func (l *Learner) recallValue(n *learned, name string) *learned {
	sh := shapeID
	if at := slices.Index(shapeNames[:], name); at >= 0 {
		sh = shape(at)
	}
	n.words = n.words || sh == shapeWord
	n.slugs = n.slugs || n.words || sh == shapeSlug
	return l.value(n, sh)
}
