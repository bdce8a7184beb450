package rule

import (
	"fmt"
	"slices"
	"strings"

	"metergate/internal/conf"
)

// registry is every action; init functions fill it. One name may be declared several times for different rulesets.
var registry []*Spec

// Register adds actions; only init functions may call it. It panics on a name that its ruleset has already.
func Register(list ...Spec) {
	for i := range list {
		s := &list[i]
		for _, o := range registry {
			if o.Name == s.Name && o.In&s.In != 0 {
				panic(fmt.Sprintf("rule: action %q declared twice for %v", s.Name, o.In&s.In))
			}
		}
		registry = append(registry, s)
	}
}

// Actions returns the actions of the rulesets by name.
func Actions(in Set) []*Spec {
	var list []*Spec
	for _, s := range registry {
		if s.In&in != 0 {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b *Spec) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// find returns the action that word means in a ruleset, and the text in its parentheses.
func find(in Set, word string) (s *Spec, args string, err error) {
	name, args, open := strings.Cut(word, "(")
	for _, s := range registry {
		if s.In&in == 0 || s.Name != name && !(s.Prefix && strings.HasPrefix(name, s.Name)) {
			continue
		}
		if s.Args != (open && strings.HasSuffix(args, ")")) {
			return nil, "", fmt.Errorf("invalid or incomplete action '%s'. Expects '%s'.", word, s.Usage)
		}
		return s, strings.TrimSuffix(args, ")"), nil
	}
	return nil, "", unknown(in, word)
}

// unknown lists what there is.
func unknown(in Set, word string) error {
	var b strings.Builder
	var names []string
	for _, s := range Actions(in) {
		fmt.Fprintf(&b, "'%s', ", s.keyword())
		names = append(names, s.Name)
	}
	hint := "."
	if word == "" {
		hint = " (missing argument)."
	} else if near := conf.Nearest(word, names); near != "" {
		hint = ". Did you mean '" + near + "' maybe ?"
	}
	return fmt.Errorf("'%v' expects %sbut got '%s'%s", in, b.String(), word, hint)
}

// keyword is the name as lists of actions show it.
func (s *Spec) keyword() string {
	switch {
	case s.Args && s.Prefix:
		return s.Name + "*(*)"
	case s.Args:
		return s.Name + "(*)"
	case s.Prefix:
		return s.Name + "*"
	}
	return s.Name
}
