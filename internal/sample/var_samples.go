package sample

import "fmt"

func init() {
	args, cond := []Arg{{Name: "var", Kind: ArgVar}}, Arg{Name: "cond", Optional: true}
	RegisterConverter(
		Converter{
			Name: "set-var", Args: append(args[:1:1], cond, cond, cond, cond), In: Any, Out: Same,
			Help: "Stores the sample in a variable, under the conditions of the action set-var, and hands it on.",
			Check: func(a Args, _ *Env) error {
				var names []string
				for i := 1; i < len(a) && a.Has(i); i++ {
					names = append(names, a.Str(i))
				}
				conds, err := ParseVarConds(names)
				a[1].Ref = conds
				return err
			},
			Apply: func(cx *Ctx, v Value, a Args) (Value, bool) {
				a[1].Ref.(VarConds).Store(cx, a[0].Ref.(*Var), v)
				return v, true
			},
		},
		Converter{
			Name: "unset-var", Args: args, In: Any, Out: Same,
			Help: "Forgets a variable and hands the sample on.",
			Apply: func(cx *Ctx, v Value, a Args) (Value, bool) {
				a[0].Ref.(*Var).Unset(cx)
				return v, true
			},
		},
	)
	RegisterFetch(Fetch{
		Name: "var", Args: []Arg{{Name: "name", Kind: ArgVar}, {Name: "default", Optional: true}}, Out: Any, Needs: Constant,
		Help: "What a variable holds, with the type it was stored with, or the default as a text.",
		Check: func(a Args, env *Env) error {
			if v := a[0].Ref.(*Var); env.At == AtGateway && v.Scope != ProcScope {
				return fmt.Errorf("variable '%s' may not be used here, only those of scope 'proc'", v.Name)
			}
			return nil
		},
		Get: func(cx *Ctx, a Args) (Value, bool) {
			v, ok := a[0].Ref.(*Var).Get(cx)
			if !ok && a.Has(1) {
				return StringOf(a.Str(1)), true
			}
			return v, ok
		},
	})
}
