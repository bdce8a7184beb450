package metric

import (
	"strings"
	"testing"
)

func TestTableIsInOrder(t *testing.T) {
	for _, list := range [][]*Column{Table(), Info()} {
		for i := 1; i < len(list); i++ {
			if list[i-1].CSV >= list[i].CSV {
				t.Errorf("%s at %d stands before %s at %d", list[i-1].Name, list[i-1].CSV, list[i].Name, list[i].CSV)
			}
		}
	}
}

func TestWrongDeclarationsAreRefused(t *testing.T) {
	read := func(Object, *View) Value { return None() }
	good := Column{Name: "x", Type: U64, Unit: Count, On: On("MCPV", Server), Help: "h", Read: read}
	if err := good.check(); err != nil {
		t.Fatalf("a good column: %v", err)
	}
	cases := []struct {
		want  string
		spoil func(*Column)
	}{
		{"no name", func(c *Column) { c.Name = "" }},
		{"no kind", func(c *Column) { c.On = Tags{} }},
		{"both a row's", func(c *Column) { c.On = On("MCPV", Server|Process) }},
		{"no type", func(c *Column) { c.Type = Unset }},
		{"no help", func(c *Column) { c.Help = "" }},
		{"nothing reads", func(c *Column) { c.Read = nil }},
		{"tags", func(c *Column) { c.On = On("XCPV", Server) }},
		{"tags", func(c *Column) { c.On = On("MCP", Server) }},
		{"unit", func(c *Column) { c.Unit = "" }},
	}
	for _, c := range cases {
		col := good
		c.spoil(&col)
		if err := col.check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want an error with %q, got %v", c.want, err)
		}
	}
}

func TestLateDeclarationPanics(t *testing.T) {
	NewSet(KindServer, 1)
	defer func() {
		if recover() == nil {
			t.Error("a metric was declared after the table was used")
		}
	}()
	Declare(Column{Name: "late", CSV: 2000, Type: U64, Unit: Count, On: On("MCPV", Server), Help: "h",
		Read: func(Object, *View) Value { return None() }})
}

func TestReadersOfOtherTypesHaveNoValue(t *testing.T) {
	r := ByKind(
		Of(func(*other, *View) Value { return Uint64(1) }),
		Of(func(thing, *View) Value { return Uint64(2) }),
	)
	if v := r(thing{NewSet(KindServer, 1)}, &View{}); v.Uint() != 2 {
		t.Errorf("read %v, want 2", v)
	}
	if v := Of(func(*other, *View) Value { return Uint64(1) })(thing{}, &View{}); !v.Empty() {
		t.Errorf("read %v of another type", v)
	}
}

type other struct{ thing }
