package sample

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestArena checks that temporaries stay as they are until they are released, however the arena grows, whether or not
// their makers foresaw their length.
func TestArena(t *testing.T) {
	type temp struct {
		b    []byte
		fill byte
		n    int
	}
	rapid.Check(t, func(t *rapid.T) {
		cx := &Ctx{Limit: 2000}
		var live []temp
		var marks, counts []int
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "op") {
			case 0:
				marks, counts = append(marks, cx.Mark()), append(counts, len(live))
			case 1:
				if n := len(marks) - 1; n >= 0 {
					cx.Release(marks[n])
					live, marks, counts = live[:counts[n]], marks[:n], counts[:n]
				}
			default:
				hint, n := rapid.IntRange(0, 600).Draw(t, "hint"), rapid.IntRange(0, 900).Draw(t, "n")
				fill := byte(rapid.IntRange(1, 255).Draw(t, "fill"))
				b := append(cx.Temp(hint), bytes.Repeat([]byte{fill}, n)...)
				if !cx.Keep(b) {
					t.Fatalf("%d bytes were not kept", n)
				}
				live = append(live, temp{b, fill, n})
			}
			for _, x := range live {
				if len(x.b) != x.n || bytes.Count(x.b, []byte{x.fill}) != x.n {
					t.Fatalf("a temporary of %d times %#x became %x", x.n, x.fill, x.b)
				}
			}
		}
	})
}

func TestArenaLimit(t *testing.T) {
	cx := &Ctx{Limit: 10}
	if _, ok := cx.Str(append(cx.Temp(4), "0123456789"...)); !ok {
		t.Error("ten bytes were not kept")
	}
	if _, ok := cx.Str(append(cx.Temp(4), "0123456789a"...)); ok {
		t.Error("eleven bytes were kept")
	}
}

// TestArenaSettles checks that an arena that had to grow does not allocate again.
func TestArenaSettles(t *testing.T) {
	cx := &Ctx{}
	long := bytes.Repeat([]byte("x"), 700)
	use := func() {
		cx.Keep(append(cx.Temp(400), long[:400]...))
		cx.Keep(append(cx.Temp(10), long...))
		cx.Reset()
	}
	use()
	use()
	if n := testing.AllocsPerRun(100, use); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
