package sample

import "strings"

func init() {
	args := []Arg{{Name: "[!]name"}}
	for range 11 {
		args = append(args, Arg{Name: "[!]name", Optional: true})
	}
	RegisterFetch(Fetch{
		Name: "acl", Args: args, Out: Bool, Needs: Constant,
		Help:  "True when all named ACLs pass; one behind an exclamation mark must not.",
		Check: checkACLNames,
		Get: func(cx *Ctx, a Args) (Value, bool) {
			return BoolOf(evalTerm(a[0].Ref.([]literal), cx) == Pass), true
		},
	})
}

func checkACLNames(a Args, env *Env) error {
	var term []literal
	for i := range a {
		if !a.Has(i) {
			break
		}
		name, not := strings.CutPrefix(a.Str(i), "!")
		acl, err := env.find(name)
		if err != nil {
			return err
		}
		term = append(term, literal{not, acl})
	}
	a[0].Ref = term
	return nil
}
