package sample

import "fmt"

// A VarCond says whether a value is to take the place of what a variable holds.
type VarCond func(before Value, isSet bool, now Value) bool

// varConds are the conditions of set-var by name.
var varConds = map[string]VarCond{
	"ifexists":    func(_ Value, isSet bool, _ Value) bool { return isSet },
	"ifnotexists": func(_ Value, isSet bool, _ Value) bool { return !isSet },
	"ifset":       func(_ Value, isSet bool, _ Value) bool { return isSet },
	"ifnotset":    func(_ Value, isSet bool, _ Value) bool { return !isSet },
	"ifempty":     func(_ Value, _ bool, now Value) bool { return now.isText() && len(now.b) == 0 },
	"ifnotempty":  func(_ Value, _ bool, now Value) bool { return !now.isText() || len(now.b) > 0 },
	"ifgt":        func(before Value, isSet bool, now Value) bool { return !isSet || before.Int() > now.Int() },
	"iflt":        func(before Value, isSet bool, now Value) bool { return !isSet || before.Int() < now.Int() },
}

// VarConds are conditions that all have to hold.
type VarConds []VarCond

// ParseVarConds returns the conditions of those names.
func ParseVarConds(names []string) (list VarConds, err error) {
	for _, name := range names {
		c := varConds[name]
		if c == nil {
			return nil, fmt.Errorf("unknown condition '%s'", name)
		}
		list = append(list, c)
	}
	return list, nil
}

// Store has the variable hold v, if the conditions allow it.
func (l VarConds) Store(cx *Ctx, to *Var, v Value) {
	if len(l) > 0 {
		before, isSet := to.Get(cx)
		for _, c := range l {
			if !c(before, isSet, v) {
				return
			}
		}
	}
	to.Set(cx, v)
}
