package sample

// Ctx is what an evaluation sees. It belongs to one task (a stream, a check, a runtime command) and is reused;
// the owner sets Owner once, Now whenever its clock moves.
type Ctx struct {
	// Owner is the object that fetches of other packages take their values from, such as a *proxy.Stream.
	Owner any
	// Now is the wall clock in nanoseconds since 1970, read by the owner once a turn of its loop.
	Now int64
	// Limit bounds one temporary in bytes; 0 means DefaultTempLimit.
	Limit int
	// Pending is set by a fetch that could still answer differently when more data comes.
	Pending bool

	// CanWait is set while the owner holds nothing that others of its loop could change: what takes long may then have
	// the owner wait, if that is a regex.Worker.
	CanWait bool

	// Iter is how an ACL walks the occurrences of a fetch that has several, such as the values of a header.
	Iter Iter

	vars [numScopes]*Vars
	// arena is the current chunk of temporaries; older chunks live on only through the values that view them.
	arena []byte
}

// Iter is a walk over the occurrences of one fetch. Off, the fetch gives the one its arguments or its default name.
// On, and unless an argument names one, it gives the occurrence that follows Pos, stores in Pos whatever lets it go
// on from there (0 is the beginning), and says in More whether others may follow.
type Iter struct {
	On, More bool
	Pos      int
}
