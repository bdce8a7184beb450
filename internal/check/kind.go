package check

import "metergate/internal/conf"

// A Kind is a kind of health check, chosen by an option of the backend.
type Kind struct {
	// Option is the word behind `option`.
	Option      string
	Usage, Help string
	// parse reads what follows the option; plan makes the plan of a section that chose it.
	parse func(a *conf.Args) (any, error)
	plan  func(c choice) (*Plan, error)
}

// A choice is a kind of check as one section has chosen it, itself or by what it inherits from.
type choice struct {
	bag    *conf.Bag
	option any                        // what parse made of the option
	own    func(level *conf.Bag) bool // whether the option stands in that bag
}

// registered is a kind with the key of its option.
type registered struct {
	Kind
	key *conf.Key[any]
}

var kinds []*registered

func register(k Kind) *registered {
	r := &registered{Kind: k, key: conf.Scalar(conf.Spec{
		Name: "option " + k.Option, In: conf.Defaults | conf.Backend, Usage: k.Usage, Help: k.Help, No: true,
	}, k.parse)}
	kinds = append(kinds, r)
	return r
}

// Compile makes the plan of a backend (or listen) section out of its option and its tcp-check and http-check lines.
// Without an option, connecting is the whole check.
func Compile(b *conf.Bag) (*Plan, error) {
	k := chosen(b)
	if k == nil {
		return connecting(), nil
	}
	option, _ := k.key.Get(b)
	return k.plan(choice{b, option, k.key.Own})
}

// Remarks returns what deserves a warning about the checks of the section of that name, though it does no harm.
func Remarks(b *conf.Bag, section string) []string {
	var all []string
	k := chosen(b)
	for _, f := range []*family{tcpRules, httpRules} {
		if (k == nil || k.Option != f.option) && len(f.in(b)) > 0 {
			all = append(all, "proxy '"+section+"' uses "+f.name+" rules without 'option "+f.option+"', so the rules are ignored.")
		}
	}
	return all
}

// chosen returns the kind whose option was given last: in the section itself, else in what it inherits from.
func chosen(b *conf.Bag) *registered {
	off := map[*registered]bool{}
	for level := b; level != nil; level = level.Parent() {
		var last *registered
		for _, k := range kinds {
			if !k.key.Own(level) || off[k] {
				continue
			}
			_, on := k.key.Get(level)
			if off[k] = !on; on && (last == nil || k.key.At(level).Line > last.key.At(level).Line) {
				last = k
			}
		}
		if last != nil {
			return last
		}
	}
	return nil
}
