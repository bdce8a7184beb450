package sample

import "strings"

// Fetch declares one way to take a sample. Get is called on the hot path: it must not allocate, park, or keep
// what it is given.
type Fetch struct {
	Name    string
	Aliases []string // older names
	Args    []Arg
	Out     Type
	Needs   Source
	Alone   bool   // it has a value AtGateway too, whatever it needs elsewhere
	Help    string // one sentence for the manual
	// Match is the ACL match method, where that of the type Out is not meant.
	Match string
	// Forms are further ACL keywords that imply the match method behind their last underscore, such as path_beg.
	Forms []string
	// Check finishes compiling: it may refuse the arguments, or put what it prepares into their Ref.
	Check func(a Args, env *Env) error
	// Get returns the sample, or false when there is none.
	Get func(cx *Ctx, a Args) (Value, bool)
}

// Points returns where the fetch can have a value.
func (f *Fetch) Points() Point { return pointsOf(f.Needs, f.Alone) }

func pointsOf(needs Source, alone bool) Point {
	p := needs.At()
	if alone {
		p |= AtGateway
	}
	return p
}

// StringForms returns the ACL keywords of a text fetch: name_beg, name_dir and so on.
func StringForms(name string) []string {
	forms := strings.Fields("beg dir dom end len reg sub")
	for i, f := range forms {
		forms[i] = name + "_" + f
	}
	return forms
}

// Usage returns the call as the manual writes it.
func (f *Fetch) Usage() string { return usage(f.Name, f.Args) }

// Converter declares one refinement of a sample. The value it gets has already been cast to In.
type Converter struct {
	Name    string
	Aliases []string
	Args    []Arg
	In, Out Type
	Help    string
	Check   func(a Args, env *Env) error
	// Apply returns the refined sample, or false when there is none. It must not write to v's bytes; new bytes
	// come from the arena (Ctx.Temp, Ctx.Str).
	Apply func(cx *Ctx, v Value, a Args) (Value, bool)
}

// Usage returns the call as the manual writes it.
func (c *Converter) Usage() string { return usage(c.Name, c.Args) }

func usage(name string, args []Arg) string {
	if len(args) == 0 {
		return name
	}
	var b strings.Builder
	b.WriteString(name)
	b.WriteByte('(')
	open := 0
	for i, a := range args {
		if a.Optional {
			b.WriteByte('[')
			open++
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("<" + a.Name + ">")
	}
	b.WriteString(strings.Repeat("]", open))
	b.WriteByte(')')
	return b.String()
}
