package sample

func init() {
	args := []Arg{{Name: "var", Kind: ArgVar}}
	RegisterConverter(
		Converter{
			Name: "set-var", Args: args, In: Any, Out: Same,
			Help: "Stores the sample in a variable and hands it on.",
			Apply: func(cx *Ctx, v Value, a Args) (Value, bool) {
				a[0].Ref.(*Var).Set(cx, v)
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
		Get: func(cx *Ctx, a Args) (Value, bool) {
			v, ok := a[0].Ref.(*Var).Get(cx)
			if !ok && a.Has(1) {
				return StringOf(a.Str(1)), true
			}
			return v, ok
		},
	})
}
