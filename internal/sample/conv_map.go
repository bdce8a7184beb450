package sample

import (
	"fmt"
	"net/netip"
	"strconv"
)

// Converters that look a sample up in a map: a file of patterns, each with a value. They are named map_<method>, and
// map_<method>_<type> where the value is no text.
func init() {
	registerMap("map", "str", Str)
	for name, m := range methods {
		if m.build == nil {
			continue
		}
		registerMap("map_"+name, name, Str)
		registerMap("map_"+name+"_str", name, Str)
		registerMap("map_"+name+"_int", name, Int)
		registerMap("map_"+name+"_ip", name, Addr)
		registerMap("map_"+name+"_key", name, Any)
	}
	RegisterConverter(Converter{
		Name: "map_regm", Args: mapArgs, In: Str, Out: Str, Help: "The value of the first regular expression that matches, its references \\0 to \\9 filled in; else the default.",
		Check: func(a Args, env *Env) error { return checkMap("map_regm", "reg", Str, a, env) },
		Apply: applyRegexMap,
	})
}

var mapArgs = []Arg{{Name: "file", Kind: ArgStr}, {Name: "default", Kind: ArgStr, Optional: true}}

// mapSearch is what a map converter is compiled into.
type mapSearch struct {
	view     *listView
	fallback Value
	has      bool // a default was given
}

// registerMap declares the converter that searches by a method and gives values of type out: Any for the pattern itself.
func registerMap(name, method string, out Type) {
	shown, help := out, "The value of the pattern that the sample matches"
	if out == Any {
		shown, help = Str, "The pattern that the sample matches"
	}
	RegisterConverter(Converter{
		Name: name, Args: mapArgs, In: methods[method].in, Out: shown, Help: help + ", by method " + method + "; else the default.",
		Check: func(a Args, env *Env) error { return checkMap(name, method, out, a, env) },
		Apply: func(cx *Ctx, v Value, a Args) (Value, bool) {
			m := a[0].Ref.(*mapSearch)
			p := m.view.find(cx, v)
			switch {
			case p == nil:
				return m.fallback, m.has
			case out == Any:
				return StringOf(p.Text), true
			}
			return p.as(out)
		},
	})
}

// checkMap finds the map and reads the default.
func checkMap(name, method string, out Type, a Args, env *Env) error {
	o := patternOpts{values: true, env: env}
	l, err := env.lists().file(a.Str(0), o)
	if err != nil {
		return fmt.Errorf("invalid args in converter '%s' : %w", name, err)
	}
	if out == Any {
		out = Str
	}
	v, err := l.view(method, o, out)
	if err != nil {
		return fmt.Errorf("invalid args in converter '%s' : %w", name, err)
	}
	l.Uses = append(l.Uses, Use{Map: true, File: env.File, Line: env.Line})
	m := &mapSearch{view: v, has: a.Has(1)}
	if m.has {
		if m.fallback, err = mapDefault(a.Str(1), out); err != nil {
			return fmt.Errorf("invalid args in converter '%s' : %w", name, err)
		}
	}
	a[0].Ref = m
	return nil
}

// mapDefault reads a default value.
func mapDefault(s string, out Type) (Value, error) {
	switch out {
	case Int:
		n, err := strconv.ParseInt(s, 0, 64)
		if err != nil {
			return Value{}, fmt.Errorf("the default '%s' is not an integer", s)
		}
		return IntOf(n), nil
	case Addr:
		addr, err := netip.ParseAddr(s)
		if err != nil {
			return Value{}, fmt.Errorf("the default '%s' is not an address", s)
		}
		return AddrOf(addr), nil
	}
	return StringOf(s), nil
}

// applyRegexMap fills what the expression captured into the value.
func applyRegexMap(cx *Ctx, v Value, a Args) (Value, bool) {
	m := a[0].Ref.(*mapSearch)
	p := m.view.find(cx, v)
	if p == nil {
		return m.fallback, m.has
	}
	groups := p.re.Find(v.b, cx.worker())
	value := p.Value()
	out := cx.Temp(len(value) + len(v.b))
	for i := 0; i < len(value); i++ {
		if value[i] != '\\' || i+1 == len(value) {
			out = append(out, value[i])
			continue
		}
		i++
		if n := int(value[i] - '0'); n <= 9 && 2*n+1 < len(groups) && groups[2*n] >= 0 {
			out = append(out, v.b[groups[2*n]:groups[2*n+1]]...)
		} else if value[i] < '0' || value[i] > '9' {
			out = append(out, value[i])
		}
	}
	return cx.Str(out)
}
