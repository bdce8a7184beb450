package sample

// DefaultTempLimit bounds one temporary result: a converter whose output would be longer fails, as it does in the
// reference when its buffer (tune.bufsize) is full.
const DefaultTempLimit = 16384

// firstArena is the size of a Ctx's first chunk of temporaries: enough for the expressions of common rules.
const firstArena = 512

// Mark returns the arena's level, for Release.
func (cx *Ctx) Mark() int { return len(cx.arena) }

// Release gives back all temporaries made since the Mark; values that view them are dead. Temporaries that were
// moved to a larger chunk in between stay taken up to the mark, which wastes a little and frees nothing early.
func (cx *Ctx) Release(mark int) {
	if mark < len(cx.arena) {
		cx.arena = cx.arena[:mark]
	}
}

// Reset forgets all temporaries and the Pending mark; the owner calls it between requests.
func (cx *Ctx) Reset() {
	cx.arena = cx.arena[:0]
	cx.Pending = false
}

// Temp returns an empty slice of the arena with room for n bytes, to append to. Nothing else may use the arena
// until Keep has been told about the result.
func (cx *Ctx) Temp(n int) []byte {
	if cap(cx.arena)-len(cx.arena) < n {
		cx.arena = make([]byte, 0, max(firstArena, 2*cap(cx.arena), n))
	}
	return cx.arena[len(cx.arena):]
}

// Keep takes b, which was appended to a Temp, into the arena. It returns false, and keeps nothing, when b is longer
// than one temporary may be.
func (cx *Ctx) Keep(b []byte) bool {
	if len(b) > cx.limit() {
		return false
	}
	free := cap(cx.arena) - len(cx.arena)
	if len(b) <= free && (len(b) == 0 || &b[0] == &cx.arena[:len(cx.arena)+1][len(cx.arena)]) {
		cx.arena = cx.arena[:len(cx.arena)+len(b)]
		return true
	}
	// b outgrew its room and lives in memory of its own; the next chunk will hold its like.
	cx.arena = make([]byte, 0, 2*cap(cx.arena)+len(b))
	return true
}

func (cx *Ctx) limit() int {
	if cx.Limit > 0 {
		return cx.Limit
	}
	return DefaultTempLimit
}

// Str keeps b, which was appended to a Temp, and returns it as a text.
func (cx *Ctx) Str(b []byte) (Value, bool) { return Value{typ: Str, b: b}, cx.Keep(b) }

// Bin keeps b, which was appended to a Temp, and returns it as a block of bytes.
func (cx *Ctx) Bin(b []byte) (Value, bool) { return Value{typ: Bin, b: b}, cx.Keep(b) }
