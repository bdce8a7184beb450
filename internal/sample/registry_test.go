package sample

import (
	"slices"
	"strings"
	"testing"
)

// TestDeclarations checks what the manual is made of.
func TestDeclarations(t *testing.T) {
	sentence := func(kind, name, help string) {
		if !strings.HasSuffix(help, ".") && !strings.HasPrefix(name, "test.") {
			t.Errorf("the help of %s %s is no sentence: %q", kind, name, help)
		}
	}
	for _, f := range Fetches() {
		sentence("fetch", f.Name, f.Help)
	}
	for _, c := range Converters() {
		sentence("converter", c.Name, c.Help)
	}
	if !slices.IsSortedFunc(Converters(), func(a, b *Converter) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("converters are not in order")
	}
}

func TestUsage(t *testing.T) {
	for name, want := range map[string]string{
		"lower": "lower", "field": "field(<index>,<delimiters>[,<count>])", "concat": "concat([<start>[,<var>[,<end>]]])", "iif": "iif(<true>,<false>)",
	} {
		if got := registry.converters[name].Usage(); got != want {
			t.Errorf("usage of %s: %s, want %s", name, got, want)
		}
	}
}

func TestRegisterRefuses(t *testing.T) {
	get := func(*Ctx, Args) (Value, bool) { return Value{}, false }
	for name, f := range map[string]Fetch{
		"taken":      {Name: "str", Out: Str, Needs: Constant, Get: get},
		"no get":     {Name: "test.a", Out: Str, Needs: Constant},
		"no source":  {Name: "test.a", Out: Str, Get: get},
		"bad name":   {Name: "test a", Out: Str, Needs: Constant, Get: get},
		"bad form":   {Name: "test.a", Forms: []string{"test_foo"}, Out: Str, Needs: Constant, Get: get},
		"bad order":  {Name: "test.a", Args: []Arg{{Name: "a", Optional: true}, {Name: "b"}}, Out: Str, Needs: Constant, Get: get},
		"alias used": {Name: "test.a", Aliases: []string{"int"}, Out: Str, Needs: Constant, Get: get},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("the declaration was taken")
				}
			}()
			RegisterFetch(f)
		})
	}
}
