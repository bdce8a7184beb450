package share

import "context"

// A keeper is where contributions are kept: Redis. Its methods run one at a time.
type keeper interface {
	// exchange takes what a process tells, unless its number is not higher than one that was taken of it before, and answers
	// with what has changed.
	exchange(ctx context.Context, q *question) (*answer, error)
	// fold replaces fields of processes that ended, if they are as they were. It is numbered like a question, and tells whether
	// it was taken.
	fold(ctx context.Context, f *folding) (bool, error)
	close()
}

// A question is what a process tells of a table, and what it asks.
type question struct {
	id     string // of the process
	seq    uint64 // of the question
	acked  uint64 // the last that was confirmed
	table  string
	expire int64 // of the table, in ms
	lapse  int64 // after which a silent process has nothing in use any more, in ms
	told   []telling
	cursor string // of the last change that is known; "0" begins
	limit  int    // of the changes in the answer
	ended  string // the version of the list of ended processes that is known
	last   bool   // the process ends with this
}

// A telling is what a process contributed to a key: a record in the field of the entry's birth.
type telling struct {
	key    string
	birth  uint64
	record string
}

// An answer is what the store says.
type answer struct {
	over    bool   // the process has been ended by others; nothing was taken
	lost    bool   // the question confirmed last is not known any more; nothing was taken
	now     int64  // the store's clock, in ms since 1970
	version string // of the list of ended processes
	ended   []string
	lapsed  []string // processes not heard of
	changes []change
}

// A change is what the store keeps of a key that changed.
type change struct {
	cursor string
	key    string
	life   int64             // ms; 0 for a key that is gone
	fields map[string]string // records by field
}

// baseField holds what processes contributed that have ended.
const baseField = "base"

// A folding replaces the base and the fields, if they are as given.
type folding struct {
	id     string
	seq    uint64
	acked  uint64 // the last question that was confirmed
	table  string
	key    string
	before string // the base as it was; "" for none
	base   string
	fields []string // name and record, name and record...
}
