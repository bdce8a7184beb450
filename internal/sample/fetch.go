package sample

// Fetch declares one way to take a sample. Get is called on the hot path: it must not allocate, park, or keep
// what it is given.
type Fetch struct {
	Name    string
	Aliases []string // older names, listed with the first
	Args    []Arg
	Out     Type
	Needs   Source
	Help    string // one sentence for the manual
	// Check finishes compiling: it may refuse the arguments, or put what it prepares into their Ref.
	Check func(a Args, env *Env) error
	// Get returns the sample, or false when there is none.
	Get func(cx *Ctx, a Args) (Value, bool)
}

// Converter declares one refinement of a sample. The value it gets has already been cast to In.
type Converter struct {
	Name    string
	Aliases []string
	Args    []Arg
	In, Out Type
	Help    string
	Check   func(a Args, env *Env) error
	// Apply returns the refined sample, or false when there is none. It must not write to v's bytes; new bytes
	// come from the arena (Ctx.Temp).
	Apply func(cx *Ctx, v Value, a Args) (Value, bool)
}
