package conf

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// A Spec declares a directive or an option of bind and server lines.
type Spec struct {
	Name  string // one or more words, as "timeout client"
	In    Scope
	Usage string // the whole line, as "timeout client <time>"
	Help  string // full sentences for the manual
	// Default are the arguments that the directive stands for where it is absent, empty where that is not a fixed value; Key.In
	// reads them.
	Default string

	No     bool // `no` and `default` may stand before it; on a bind or server line it can be turned off as no-<name>
	Call   bool // a list in parentheses follows the name at once, as in set-var(check.x); see Args.Call
	Strict bool // standing in a proxy without the capability is an error, not a warning
}

// A Class says what becomes of a directive.
type Class uint8

// The three classes of directives; there is nothing in between.
const (
	Supported Class = iota
	WithoutEffect
	Refused
)

// String returns the class as the manual and -dK print it.
func (c Class) String() string { return [...]string{"supported", "no effect", "refused"}[c] }

// A Directive is an entry of the registry.
type Directive struct {
	Spec
	Class  Class
	Reason string // of a refusal

	list  bool
	apply func(a *Args, b *Bag) error
	words int
}

// Manual returns what the manual says of the directive.
func (d *Directive) Manual() string {
	if d.Default == "" {
		return d.Help
	}
	return d.Help + " Default: `" + d.Default + "`."
}

// registry holds all directives by name; entries of one name differ in scope.
var registry = map[string][]*Directive{}

// groups holds the first words of directives of several words.
var groups = map[string]bool{}

// register adds d. A supported directive replaces one that was refused or
// without effect in the same scope; any other overlap is a bug of the program.
func register(d *Directive) *Directive {
	d.words = 1 + strings.Count(d.Name, " ")
	if d.words > 1 {
		groups[firstWord(d.Name)] = true
	}
	kept := registry[d.Name][:0:0]
	for _, o := range registry[d.Name] {
		switch {
		case o.In&d.In == 0:
		case o.Class == Supported && d.Class != Supported:
			superseded = append(superseded, d.Name)
			return d
		case o.Class != Supported && d.Class == Supported:
			superseded = append(superseded, d.Name)
			continue
		default:
			panic("conf: directive " + d.Name + " is declared twice")
		}
		kept = append(kept, o)
	}
	registry[d.Name] = append(kept, d)
	return d
}

// superseded names directives that were declared both as supported and as
// refused or without effect; a test keeps it empty.
var superseded []string

// Superseded returns the names of directives that are supported although they
// are still listed as refused or without effect.
func Superseded() []string { return slices.Clone(superseded) }

// Directives yields every directive, ordered by name, then by scope.
func Directives() iter.Seq[*Directive] {
	var all []*Directive
	for _, ds := range registry {
		all = append(all, ds...)
	}
	slices.SortFunc(all, func(x, y *Directive) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.In, y.In))
	})
	return slices.Values(all)
}

// lookup returns the directive named by the most words at the front of words
// that may stand in scope; misplaced is one that stands elsewhere only.
func lookup(words []Word, scope Scope) (found, misplaced *Directive) {
	name := words[0].Text
	if groups[name] {
		for n := min(len(words), 4); n > 1; n-- {
			if d, other := named(joinWords(words[:n]), scope); d != nil {
				return d, nil
			} else if misplaced == nil {
				misplaced = other
			}
		}
	}
	found, other := named(name, scope)
	if misplaced == nil {
		misplaced = other
	}
	return found, misplaced
}

// named returns the directive of a name that may stand in scope; misplaced is one
// that stands elsewhere only. What is refused is so with arguments in
// parentheses too, which others have only when they say so.
func named(name string, scope Scope) (found, misplaced *Directive) {
	for _, d := range registry[name] {
		if d.In&scope != 0 {
			return d, nil
		}
		misplaced = d
	}
	if base, _, ok := strings.Cut(name, "("); ok {
		if d, _ := named(base, scope); d != nil && (d.Class == Refused || d.Call) {
			return d, nil
		}
	}
	return nil, misplaced
}

func joinWords(words []Word) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

func firstWord(s string) string {
	first, _, _ := strings.Cut(s, " ")
	return first
}
