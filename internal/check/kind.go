package check

import "metergate/internal/conf"

// A kind is a kind of health check, chosen by an option of the backend.
type kind struct {
	// option is the word behind `option`.
	option      string
	usage, help string
	// parse reads what follows the option; plan makes the plan of a section that chose it.
	parse func(a *conf.Args) (any, error)
	plan  func(c choice) (*Plan, error)

	key *conf.Key[any]
}

// A choice is a kind of check as one section has chosen it, itself or by what it inherits from.
type choice struct {
	bag    *conf.Bag
	option any                        // what parse made of the option
	own    func(level *conf.Bag) bool // whether the option stands in that bag
}

var kinds []*kind

func register(k kind) *kind {
	k.key = conf.Scalar(conf.Spec{
		Name: "option " + k.option, In: conf.Defaults | conf.Backend, Usage: k.usage, Help: k.help, No: true,
	}, k.parse)
	kinds = append(kinds, &k)
	return &k
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

// Remarks returns what deserves a warning about the checks of the section with that title, though it does no harm.
func Remarks(b *conf.Bag, section string) []string {
	var all []string
	k := chosen(b)
	for _, f := range []*family{tcpRules, httpRules} {
		if (k == nil || k.option != f.option) && len(f.in(b)) > 0 {
			all = append(all, section+" uses "+f.name+" rules without 'option "+f.option+"', so the rules are ignored.")
		}
	}
	return all
}

// chosen returns the kind whose option was given last: in the section itself, else in what it inherits from.
func chosen(b *conf.Bag) *kind {
	off := map[*kind]bool{}
	for level := b; level != nil; level = level.Parent() {
		var last *kind
		for _, k := range kinds {
			if !k.key.Own(level) || off[k] {
				continue
			}
			_, on := k.key.Get(level)
			if off[k] = !on; on && (last == nil || conf.Later(level, k.key, last.key)) {
				last = k
			}
		}
		if last != nil {
			return last
		}
	}
	return nil
}
