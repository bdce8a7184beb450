package netio

import (
	"runtime"
	"testing"
)

// TestProcs: there is a processor beside the loops, and two where the machine has them.
func TestProcs(t *testing.T) {
	defer runtime.GOMAXPROCS(goProcs())
	for _, c := range []struct{ loops, want int }{
		{1, min(3, goProcs()+1)},
		{goProcs(), goProcs() + 1},
		{goProcs() + 3, goProcs() + 4},
	} {
		if setProcs(c.loops); runtime.GOMAXPROCS(0) != c.want {
			t.Errorf("%d loops on %d processors: %d, want %d", c.loops, goProcs(), runtime.GOMAXPROCS(0), c.want)
		}
	}
}
