package conf

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// directive gives a line of the section at hand to the directive it names.
func (l *loader) directive(words []Word) {
	s := l.section
	if s.refused {
		return
	}
	prefix := ""
	if t := words[0].Text; t == "no" || t == "default" {
		prefix = t
		words = words[1:]
		if len(words) == 0 {
			l.alert(Loose, "unknown keyword '' in '%s' section", s.Kind)
			return
		}
	}
	d, misplaced := lookup(words, s.scope)
	switch {
	case d == nil && misplaced != nil && misplaced.In&anyProxy != 0 && s.scope&anyProxy != 0:
		l.misplaced(misplaced)
	case d == nil:
		l.unknown(words)
	case prefix != "" && !d.No:
		l.notNegatable(d)
	default:
		l.apply(d, prefix, words)
	}
}

// apply lets d parse its arguments and reports what is wrong with them.
func (l *loader) apply(d *Directive, prefix string, words []Word) {
	a := &Args{words: words, next: d.words, name: d.Name, prefix: prefix, pos: l.pos, section: l.section, loader: l}
	_, a.call, _ = strings.Cut(words[d.words-1].Text, "(")
	if err := d.apply(a, l.section.Bag); err != nil {
		l.fault(a.dress(err))
		return
	}
	if !a.Done() {
		l.alert(Loose, "'%s' cannot handle unexpected argument '%s'.", a.name, a.Peek())
	}
}

// misplaced reports a directive that stands in a proxy it does not fit.
func (l *loader) misplaced(d *Directive) {
	s := l.section
	if s.Kind == "defaults" {
		what := "'defaults'"
		if d.In&NamedDefaults != 0 {
			what = "anonymous 'defaults'"
		}
		l.alert(d.shape(), "'%s' not allowed in %s section.", d.Name, what)
		return
	}
	capability := "frontend"
	if d.In&Frontend == 0 {
		capability = "backend"
	}
	if d.Strict {
		text := fmt.Sprintf("'%s' not allowed because %s '%s' has no %s capability.", d.Name, s.Kind, s.Name, capability)
		if d.shape() == Server {
			text = fmt.Sprintf("parsing [%s] : %s", l.pos, text)
		}
		l.alert(d.shape(), "%s", text)
		return
	}
	l.diag.Add(Message{Level: Warning, Shape: Loose, Pos: l.pos, Text: fmt.Sprintf(
		"'%s' ignored because %s '%s' has no %s capability.", d.Name, s.Kind, s.Name, capability)})
}

// shape returns how messages about the place of d print their own.
func (d *Directive) shape() Shape {
	switch {
	case firstWord(d.Name) == "stats":
		return Tight
	case isServerLine(d.Name):
		return Server
	}
	return Loose
}

// notNegatable reports a `no` or `default` before a directive that has none.
func (l *loader) notNegatable(d *Directive) {
	if name, ok := strings.CutPrefix(d.Name, "option "); ok {
		l.alert(Tight, "negation/default is not supported for option '%s'.", name)
		return
	}
	names := []string{"options"}
	for o := range Directives() {
		if o.No && o.Class != Refused && o.In&(Global|anyProxy) != 0 && firstWord(o.Name) != "option" && !slices.Contains(names, o.Name) {
			names = append(names, o.Name)
		}
	}
	text := strings.Join(names, ", ")
	if i := strings.LastIndex(text, ", "); i >= 0 {
		text = text[:i] + " and " + text[i+2:]
	}
	l.alert(Tight, "negation/default currently supported only for %s.", text)
}

// unknown reports a line that no directive takes. Families of directives such
// as the options and the timeouts each have words of their own for that.
func (l *loader) unknown(words []Word) {
	s := l.section
	first, second := words[0].Text, ""
	if len(words) > 1 {
		second = words[1].Text
	}
	known := followers(first, s.scope)
	switch {
	case len(known) == 0:
		l.alert(Loose, "unknown keyword '%s' in '%s' section%s", first, s.Kind, didYouMean(first, l.firstWords()))
	case first == "option" && second == "":
		l.alert(Tight, "'option' expects an option name.")
	case first == "option":
		l.alert(Loose, "unknown option '%s'%s", second, cmp.Or(didYouMean(second, known), "."))
	case first == "stats" && s.scope == Global:
		l.alert(Loose, "'stats' only supports %s (got '%s')", quotedList(known, "and"), second)
	case first == "stats":
		l.alert(Tight, "unknown stats parameter '%s', expects %s.", second, quotedList(known, "or"))
	default:
		l.alert(Loose, "'%s' supports %s (got '%s')", first, quotedList(known, "and"), second)
	}
}

// followers returns the sorted names behind first of directives in scope.
func followers(first string, scope Scope) []string {
	var names []string
	for name, ds := range registry {
		rest, ok := strings.CutPrefix(name, first+" ")
		if ok && slices.ContainsFunc(ds, func(d *Directive) bool { return d.In&scope != 0 && d.Class != Refused }) {
			names = append(names, rest)
		}
	}
	slices.Sort(names)
	return names
}

// firstWords returns the first words of what may stand in the section at hand,
// section headers included.
func (l *loader) firstWords() []string {
	var names []string
	for name, ds := range registry {
		if slices.ContainsFunc(ds, func(d *Directive) bool { return d.In&l.section.scope != 0 && d.Class != Refused }) {
			names = append(names, firstWord(name))
		}
	}
	for kind, k := range sectionKinds {
		if k.Reason == "" {
			names = append(names, kind)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
