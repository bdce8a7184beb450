package conf

import "strings"

// An OptionError is an error in the options of a bind or server line.
type OptionError struct {
	Unknown bool // the option is not known; the reference words that differently
	Text    string
}

func (e *OptionError) Error() string { return e.Text }

// Options takes the rest of the line as options of scope BindLine or ServerLine
// and returns them in a bag that inherits from parent. Its errors are
// *OptionError; the caller adds what the line is about.
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
		return &OptionError{true, "unknown keyword '" + word + "'" + didYouMean(word, optionNames(scope))}
	}
	a.name = word
	if err := d.apply(a, b); err != nil {
		return &OptionError{false, err.Error()}
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
