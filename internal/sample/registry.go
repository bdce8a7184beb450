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

// RegisterFetch adds fetches to the language; only init functions may call it. It panics on a name that is taken.
func RegisterFetch(list ...Fetch) {
	for i := range list {
		f := &list[i]
		declare(registry.fetches, "fetch", f, append(f.Aliases, f.Name)...)
		declare(registry.forms, "ACL keyword", f, f.Forms...)
	}
}

// RegisterConverter adds converters to the language; only init functions may call it. It panics on a name that is taken.
func RegisterConverter(list ...Converter) {
	for i := range list {
		c := &list[i]
		declare(registry.converters, "converter", c, append(c.Aliases, c.Name)...)
	}
}

// RegisterLogVar adds log variables to the language; only init functions may call it. It panics on a name that is taken.
func RegisterLogVar(list ...LogVar) {
	for i := range list {
		declare(registry.logVars, "log variable", &list[i], list[i].Name)
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
