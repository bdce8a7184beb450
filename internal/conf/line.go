package conf

import (
	"errors"
	"fmt"
	"strings"
)

// ParseListen reads the addresses of a bind or stats socket line, which commas
// separate. Each needs a port, or a range of ports, unless it is a path or a
// descriptor.
func ParseListen(text string) ([]Addr, error) {
	var addrs []Addr
	for part := range strings.SplitSeq(text, ",") {
		a, err := ParseAddr(part, AddrListen)
		if err != nil {
			return nil, err
		}
		addrs = append(addrs, a)
	}
	return addrs, nil
}

// An optionError is an error in the options of a bind or server line.
type optionError struct {
	unknown bool // the option is not known, which the reference words differently
	text    string
}

func (e *optionError) Error() string { return e.text }

// Options takes the rest of the line as options of scope BindLine or ServerLine
// and returns them in a bag that inherits from parent, which may be nil.
func (a *Args) Options(scope Scope, parent *Bag) (*Bag, error) {
	b := NewBag(parent)
	name := a.name
	defer func() { a.name, a.prefix = name, "" }()
	for !a.Done() {
		if err := a.takeOption(scope, b); err != nil {
			return b, err
		}
	}
	return b, nil
}

// ParseOptions reads options of scope BindLine or ServerLine that stand in no
// file, as those of the Runtime API's add server and of -S do. s is the section
// that they are for.
func ParseOptions(s *Section, scope Scope, words []string, parent *Bag) (*Bag, error) {
	a := &Args{section: s, loader: &loader{diag: new(Diagnostics), env: NewEnv(nil)}}
	for _, w := range words {
		a.words = append(a.words, Word{Text: w})
	}
	return a.Options(scope, parent)
}

// takeOption reads one option with its arguments. An option that can be turned
// off is so with no- before its name.
func (a *Args) takeOption(scope Scope, b *Bag) error {
	word := a.Next().Text
	d, _ := named(word, scope)
	a.prefix = ""
	if rest, ok := strings.CutPrefix(word, "no-"); ok && d == nil {
		if d, _ = named(rest, scope); d != nil && !d.No {
			d = nil
		}
		a.prefix = "no"
	}
	if d == nil {
		return &optionError{true, "unknown keyword '" + word + "'" + didYouMean(word, optionNames(scope))}
	}
	a.name = word
	_, a.call, _ = strings.Cut(word, "(")
	if err := d.apply(a, b); err != nil {
		return &optionError{false, err.Error()}
	}
	return nil
}

// optionNames returns the sorted names of the options of a scope.
func optionNames(scope Scope) []string {
	var names []string
	for d := range Directives() {
		if d.In&scope != 0 && d.Class != Refused {
			names = append(names, d.Name)
		}
	}
	return names
}

// dress says of an error in a bind or server line what the line is about, as
// each kind of line does in its own way.
func (a *Args) dress(err error) error {
	var oe *optionError
	inOption := errors.As(err, &oe)
	switch {
	case isServerLine(a.name):
		return a.dressServer(err, inOption)
	case a.name == "stats socket" && !strings.HasPrefix(err.Error(), "'stats socket'"):
		return fmt.Errorf("'stats socket' : %w", err)
	case a.name == "bind" && inOption:
		blank := " "
		if oe.unknown {
			blank = ""
		}
		return fmt.Errorf("'%s %s' in section '%s'%s: %w", a.name, a.words[1].Text, a.section.Kind, blank, err)
	case a.name == "bind" && !strings.HasPrefix(err.Error(), "'bind"):
		return fmt.Errorf("'bind' : %w", err)
	}
	return err
}

func isServerLine(name string) bool {
	return name == "server" || name == "default-server" || name == "server-template"
}

func (a *Args) dressServer(err error, inOption bool) error {
	if a.name == "default-server" || !inOption && strings.HasPrefix(err.Error(), "'"+a.name+"' expects ") {
		return Shaped(Server, err)
	}
	return Shaped(Server, fmt.Errorf("'server %s/%s' : %w", a.section.Name, a.words[1].Text, err))
}
