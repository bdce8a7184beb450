package sample

import (
	"fmt"
	"slices"
	"strings"
)

// registry is everything the language knows. Init functions fill it; later it is only read.
var registry = struct {
	fetches    map[string]*Fetch
	forms      map[string]*Fetch // ACL keywords with a match method in their name
	converters map[string]*Converter
	logVars    map[string]*LogVar
}{map[string]*Fetch{}, map[string]*Fetch{}, map[string]*Converter{}, map[string]*LogVar{}}

// RegisterFetch adds fetches to the language; only init functions may call it. It panics on a name that is taken, and
// on a declaration that lacks something.
func RegisterFetch(list ...Fetch) {
	for i := range list {
		f := &list[i]
		require(f.Name, f.Get != nil && f.Needs != 0 && f.Out != Same, f.Args)
		for _, form := range f.Forms {
			_, known := methods[form[strings.LastIndexByte(form, '_')+1:]]
			require(form, known, nil)
		}
		declare(registry.fetches, "fetch", f, append(f.Aliases, f.Name)...)
		declare(registry.forms, "ACL keyword", f, f.Forms...)
	}
}

// RegisterConverter adds converters to the language, under the rules of RegisterFetch.
func RegisterConverter(list ...Converter) {
	for i := range list {
		c := &list[i]
		require(c.Name, c.Apply != nil, c.Args)
		declare(registry.converters, "converter", c, append(c.Aliases, c.Name)...)
	}
}

// RegisterLogVar adds log variables to the language, under the rules of RegisterFetch.
func RegisterLogVar(list ...LogVar) {
	for i := range list {
		v := &list[i]
		require(v.Name, (v.Get != nil) != (v.Append != nil) && v.Needs != 0, nil)
		declare(registry.logVars, "log variable", v, v.Name)
	}
}

// require panics on a declaration that is not whole: each needs a name that expressions can spell, and arguments that
// may be left out come last.
func require(name string, whole bool, args []Arg) {
	optional := false
	for _, a := range args {
		whole = whole && a.Name != "" && (a.Optional || !optional)
		optional = a.Optional
	}
	if !whole || name == "" || nameLen(name) != len(name) {
		panic(fmt.Sprintf("sample: the declaration of %q is not whole", name))
	}
}

func declare[T any](m map[string]*T, kind string, v *T, names ...string) {
	for _, n := range names {
		if m[n] != nil {
			panic(fmt.Sprintf("sample: %s %q declared twice", kind, n))
		}
		m[n] = v
	}
}

// Fetches returns all fetches by name.
func Fetches() []*Fetch {
	return sorted(registry.fetches, func(f *Fetch) string { return f.Name })
}

// Converters returns all converters by name.
func Converters() []*Converter {
	return sorted(registry.converters, func(c *Converter) string { return c.Name })
}

// LogVars returns all log variables by name.
func LogVars() []*LogVar {
	return sorted(registry.logVars, func(v *LogVar) string { return v.Name })
}

func sorted[T any](m map[string]*T, name func(*T) string) []*T {
	list := make([]*T, 0, len(m))
	for n, v := range m {
		if n == name(v) {
			list = append(list, v)
		}
	}
	slices.SortFunc(list, func(a, b *T) int { return strings.Compare(name(a), name(b)) })
	return list
}
