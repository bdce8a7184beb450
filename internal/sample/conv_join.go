package sample

import (
	"cmp"
	"crypto/subtle"
	"fmt"
)

func init() {
	varArg := []Arg{{Name: "var", Kind: ArgVar}}
	RegisterConverter(
		Converter{
			Name: "concat", In: Str, Out: Str,
			Args: []Arg{{Name: "start", Optional: true}, {Name: "var", Kind: ArgVar, Optional: true}, {Name: "end", Optional: true}},
			Help: "Appends a text, the value of a variable, and another text.",
			Apply: func(cx *Ctx, v Value, a Args) (Value, bool) {
				b := append(cx.Temp(len(v.b)+128), v.b...)
				b = a.appendVar(append(b, a.Str(0)...), cx, 1)
				return cx.Str(append(b, a.Str(2)...))
			},
		},
		Converter{
			Name: "add_item", In: Str, Out: Str,
			Args: []Arg{{Name: "delim"}, {Name: "var", Kind: ArgVar, Optional: true}, {Name: "suffix", Optional: true}},
			Help: "Appends the value of a variable and a suffix to a list, behind the delimiter unless the list is empty.",
			Check: func(a Args, _ *Env) error {
				if !a.Has(1) && !a.Has(2) {
					return fmt.Errorf("expects at least one of <var> and <suffix> as an argument")
				}
				return nil
			},
			Apply: applyAddItem,
		},
		Converter{
			Name: "strcmp", Args: varArg, In: Str, Out: Int,
			Help:  "Compares with a variable: 0 when equal, negative when it sorts before it, positive behind it.",
			Apply: applyStrcmp,
		},
		Converter{
			Name: "secure_memcmp", Args: varArg, In: Bin, Out: Bool,
			Help: "True when equal to a variable; takes the same time wherever they differ.",
			Apply: func(cx *Ctx, v Value, a Args) (Value, bool) {
				w, ok := a.BytesNow(cx, 0)
				return BoolOf(subtle.ConstantTimeCompare(v.b, w) == 1), ok
			},
		},
	)
}

// appendVar appends the value of the variable that is argument i; nothing when it has none.
func (a Args) appendVar(dst []byte, cx *Ctx, i int) []byte {
	vr, ok := a[i].Ref.(*Var)
	if !ok {
		return dst
	}
	if v, ok := vr.Get(cx); ok {
		dst = v.AppendText(dst)
	}
	return dst
}

func applyAddItem(cx *Ctx, v Value, a Args) (Value, bool) {
	b := append(cx.Temp(len(v.b)+128), v.b...)
	if len(b) > 0 {
		b = append(b, a.Str(0)...)
	}
	n := len(b)
	b = append(a.appendVar(b, cx, 1), a.Str(2)...)
	if len(b) == n {
		return v, true // nothing to add
	}
	return cx.Str(b)
}

// applyStrcmp gives the distance of the first bytes that differ; 1 and -1 when one text begins with the other.
func applyStrcmp(cx *Ctx, v Value, a Args) (Value, bool) {
	w, ok := a.BytesNow(cx, 0)
	if !ok {
		return Value{}, false
	}
	n := min(len(v.b), len(w))
	for i := range n {
		if v.b[i] != w[i] {
			return IntOf(int64(v.b[i]) - int64(w[i])), true
		}
	}
	return IntOf(int64(cmp.Compare(len(v.b), len(w)))), true
}
