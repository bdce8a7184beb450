package conf

import (
	"errors"
	"fmt"
	"slices"
)

// open begins the section that a header announces. A header with an error still
// opens a section, whose lines are then passed over.
func (l *loader) open(k SectionKind, words []Word) {
	l.section = &Section{Kind: k.Kind, Pos: l.pos, scope: k.In, refused: true, Bag: NewBag(nil)}
	if k.Reason != "" {
		l.alert(Loose, "section '%s' is not supported: %s.", k.Kind, k.Reason)
		return
	}
	if k.Unused != "" {
		l.remark(Loose, "section '%s' has no effect: %s.", k.Kind, k.Unused)
		return
	}
	if k.Kind == "global" {
		l.openGlobal(words)
		return
	}
	if err := l.header(l.section, k, words[1:]); err != nil {
		l.fault(err)
		return
	}
	l.section.refused = false
	l.file.Sections = append(l.file.Sections, l.section)
}

// openGlobal goes on with the one global section.
func (l *loader) openGlobal(words []Word) {
	l.section = l.file.Global
	if l.section.Pos.IsZero() {
		l.section.Pos = l.pos
	}
	if len(words) > 1 {
		l.abort(Loose, "'global' cannot handle unexpected argument '%s'.", words[1].Text)
	}
}

// header reads the words behind the kind: a name and, for proxies and defaults,
// `from` with the name of a defaults section.
func (l *loader) header(s *Section, k SectionKind, words []Word) error {
	if len(words) > 0 && k.Name != NoName && !(k.Kind == "defaults" && words[0].Text == "from") {
		s.Name, words = words[0].Text, words[1:]
	}
	if s.Name == "" && k.Name == MustName {
		return Abort(fmt.Errorf("'%s' expects an <id> argument", k.Kind))
	}
	if c := forbidden(s.Name); c >= 0 {
		return Abort(fmt.Errorf("character '%c' is not permitted in '%s' name '%s'.", s.Name[c], k.Kind, s.Name))
	}
	proxy := k.In&anyProxy != 0
	if proxy && len(words) > 1 && words[0].Text == "from" {
		s.From, words = words[1].Text, words[2:]
	}
	if len(words) > 0 {
		if proxy && k.Kind != "defaults" {
			return Abort(errors.New("please use the 'bind' keyword for listening addresses."))
		}
		return Abort(fmt.Errorf("'%s' cannot handle unexpected argument '%s'.", k.Kind, words[0].Text))
	}
	if err := l.unique(s); err != nil {
		return err
	}
	if !proxy {
		return nil
	}
	return l.inherit(s)
}

// forbidden returns the index of the first byte that a section's name must not
// have, or -1.
func forbidden(name string) int {
	for i := range len(name) {
		switch c := name[i]; {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c-'0' <= 9, c == '.', c == ':', c == '_', c == '-':
		default:
			return i
		}
	}
	return -1
}

// label returns the kind as messages about headers word it.
func (s *Section) label() string {
	if s.Kind == "listen" {
		return "proxy"
	}
	return s.Kind
}

// unique refuses a second section of the same name. All proxies share their
// names; defaults may repeat one as long as no header refers to it.
func (l *loader) unique(s *Section) error {
	if s.Kind == "defaults" || s.Name == "" {
		return nil
	}
	key := s.Kind + " " + s.Name
	proxy := s.scope&Listen != 0
	if proxy {
		key = "proxy " + s.Name
	}
	o, taken := l.names[key]
	if !taken {
		l.names[key] = s
		return nil
	}
	text := fmt.Sprintf("%s '%s' has the same name as %s '%s' declared at %s.", s.label(), s.Name, o.label(), o.Name, o.Pos)
	if !proxy {
		return Shaped(Header, Abort(errors.New(text)))
	}
	if o.scope&s.scope != 0 {
		l.abort(Header, "%s", text)
	}
	return Shaped(Header, Abort(errors.New(text+" This is no longer supported as of 3.3. Please rename one or the other.")))
}

// inherit links a proxy or defaults section to the defaults it builds on: the
// ones its header names, else, for a proxy, the last ones above it.
func (l *loader) inherit(s *Section) error {
	parent := l.last
	if s.Kind == "defaults" {
		parent = nil
		if s.Name != "" {
			s.scope |= NamedDefaults
		}
	}
	if s.From != "" {
		var err error
		if parent, err = l.defaultsNamed(s); err != nil {
			return err
		}
	}
	if s.Kind == "defaults" {
		l.last = s
	}
	if s.Defaults = parent; parent != nil {
		s.Bag = NewBag(parent.Bag)
	}
	return nil
}

// defaultsNamed returns the one defaults section that the header of s names.
func (l *loader) defaultsNamed(s *Section) (*Section, error) {
	named := slices.DeleteFunc(slices.Clone(l.file.Sections), func(o *Section) bool {
		return o.Kind != "defaults" || o.Name != s.From
	})
	switch len(named) {
	case 0:
		return nil, Abort(fmt.Errorf("defaults section '%s' not found for %s '%s'.", s.From, s.label(), s.Name))
	case 1:
		return named[0], nil
	}
	return nil, Abort(fmt.Errorf("ambiguous defaults section name '%s' referenced by %s '%s' exists at least at %s and %s.",
		s.From, s.label(), s.Name, named[0].Pos, named[1].Pos))
}
