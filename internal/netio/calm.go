package netio

import (
	"syscall"
	_ "unsafe" // for go:linkname
)

const (
	// calmAfter is the length of a wait that tells of a loop with little to do.
	calmAfter = rawWait / 2
	// calmTurns is how many turns after such a wait are still its sequel: those of a lone request or health check.
	calmTurns = 16
)

// calm decides which waits of a loop are patient: the Go scheduler is told of them. That costs a few microseconds, and
// spares the process the attention of the runtime's monitor, which is worth it for a wait that will be long.
type calm struct {
	idle  bool // the last wait brought nothing
	turns int  // until the loop counts as busy
}

// patient tells whether the next wait is likely to be long.
func (c *calm) patient() bool { return c.idle || c.turns > 0 }

// waited learns from a turn that came ns after the one before.
func (c *calm) waited(ns int64) {
	switch {
	case ns >= calmAfter:
		c.turns = calmTurns
	case c.turns > 0:
		c.turns--
	}
}

// The runtime's marks around a system call that is known to wait. Unlike those of syscall.Syscall6 they give the processor
// away at once. Left to take it away, the runtime's monitor looks at the thread some sixty times, for ten milliseconds, and
// then interrupts the wait with a signal: whenever an idle gateway wakes.

//go:linkname entersyscallblock runtime.entersyscallblock
func entersyscallblock()

//go:linkname exitsyscall runtime.exitsyscall
func exitsyscall()

// patientCall is syscall.Syscall6 for a wait that may be long. What an argument points to must be on the heap and reachable.
// Between the marks the goroutine must not look at its stack, so nothing but the raw call stands there.
//
//go:norace
func patientCall(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, errno syscall.Errno) {
	entersyscallblock()
	r1, r2, errno = syscall.RawSyscall6(trap, a1, a2, a3, a4, a5, a6)
	exitsyscall()
	return r1, r2, errno
}
