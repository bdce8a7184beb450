package netio

import (
	"runtime"
	"sync"

	"golang.org/x/sys/unix"
)

// goProcs is GOMAXPROCS as Go found it, container quota included, read before it is changed here.
var goProcs = sync.OnceValue(func() int { return runtime.GOMAXPROCS(0) })

// DefaultLoops is the number of processors as Go finds it, container quota included.
func DefaultLoops() int { return goProcs() }

// setProcs leaves processors for goroutines beside the loops: two, or one when the loops fill what there is.
func setProcs(loops int) {
	n := loops + 2
	if goProcs() <= loops {
		n = loops + 1
	}
	runtime.GOMAXPROCS(n)
}

// shortSlice asks the kernel for a scheduler slice of 0.1 ms for the calling thread, so that a loop is not kept waiting
// behind heavy work on the same core. Kernels before 6.12 ignore or refuse it, which is fine.
func shortSlice() {
	attr, err := unix.SchedGetAttr(0, 0) // the niceness among them stays
	if err != nil || attr.Policy != unix.SCHED_NORMAL {
		return
	}
	attr.Runtime = 100_000
	_ = unix.SchedSetAttr(0, attr, 0)
}
