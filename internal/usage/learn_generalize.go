package usage

import "maps"

// closes reports whether the texts at n must be values.
func (n *learned) closes() bool {
	d := len(n.texts)
	switch fresh := float64(n.once) / float64(n.seen); {
	case !n.slugs && n.slug >= fewSlugs:
		return true
	case d >= 32 && n.seen >= 64 && n.joint*10 >= d*7:
		return fresh > 0.6
	case d >= 32 && n.seen >= 4000:
		return fresh > 0.02
	case d >= 32 && n.seen >= 1000:
		return fresh > 0.1
	case d >= 32 && n.seen >= 200:
		return fresh > 0.5
	}
	return false
}

// generalize makes the texts at n that must be values one parameter. When the last one that came is a slug it is the
// slugs only; else all but those that stand out: they are asked for far more often than the rest.
func (l *Learner) generalize(n *learned, last string) {
	slugs := shapeOf(last) == shapeSlug && !n.slugs
	n.slugs = true
	n.words = n.words || !slugs
	mean := n.seen/len(n.texts) + 1
	for s, next := range maps.Clone(n.texts) {
		slug := shapeOf(s) == shapeSlug
		if slugs != slug && (slugs || next.hits >= 8*mean && next.hits*20 >= n.seen) {
			continue
		}
		delete(n.texts, s)
		sh := shapeSlug
		if !slugs && !slug {
			sh = shapeWord
		}
		l.nodes--
		l.merge(l.value(n, sh), next)
	}
	n.recount()
}

// recount counts the texts at n anew.
func (n *learned) recount() {
	n.seen, n.once, n.slug, n.joint = 0, 0, 0, 0
	for s, next := range n.texts {
		n.seen += next.hits
		if next.hits == 1 {
			n.once++
		}
		n.note(s, shapeOf(s))
	}
}

// merge adds the tree below from to that below to.
func (l *Learner) merge(to, from *learned) {
	to.hits += from.hits
	to.slugs, to.words = to.slugs || from.slugs, to.words || from.words
	for _, e := range from.ends {
		l.mergeEnd(to, e)
	}
	for s, next := range from.texts {
		if same := to.texts[s]; same != nil {
			l.nodes--
			l.merge(same, next)
			continue
		}
		if to.texts == nil {
			to.texts = map[string]*learned{}
		}
		to.texts[s] = next
	}
	to.recount()
	switch {
	case from.param == nil:
	case to.param == nil:
		to.param, to.shape = from.param, from.shape
	default:
		l.nodes--
		if to.shape != from.shape {
			to.shape = shapeID
		}
		l.merge(to.param, from.param)
	}
}

// mergeEnd adds the requests of a method; two known templates become one.
func (l *Learner) mergeEnd(to *learned, e learnedEnd) {
	for i := range to.ends {
		o := &to.ends[i]
		if o.method != e.method {
			continue
		}
		if o.known && e.known {
			l.known--
		}
		o.hits += e.hits
		o.known = o.known || e.known
		return
	}
	to.ends = append(to.ends, e)
}

// room makes room for a template when there is none: the place where the most templates differ in one text only is
// taken for a parameter. It reports whether there was such a place.
func (l *Learner) room() bool {
	var widest *learned
	most := 7 // fewer are not worth the loss
	l.root.each(0, func(n *learned, depth int) {
		known := 0
		for _, next := range n.texts {
			for _, e := range next.ends {
				if e.known {
					known++
				}
			}
		}
		if known > most && depth > 0 {
			widest, most = n, known
		}
	})
	if widest == nil {
		return false
	}
	before := l.known
	widest.slugs = true
	l.generalize(widest, "")
	return l.known < before
}

// each calls f for every place below n.
func (n *learned) each(depth int, f func(n *learned, depth int)) {
	f(n, depth)
	for _, next := range n.texts {
		next.each(depth+1, f)
	}
	if n.param != nil {
		n.param.each(depth+1, f)
	}
}
