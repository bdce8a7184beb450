package sample

import (
	"math"
	"math/rand/v2"
	"os"
	"sync"
)

// hostname and processID are read once: neither changes while the process lives.
var (
	hostname = sync.OnceValues(func() (Value, bool) {
		name, err := os.Hostname()
		return StringOf(name), err == nil
	})
	processID = sync.OnceValues(func() (Value, bool) { return IntOf(int64(os.Getpid())), true })
)

func init() {
	one := func(*Ctx, Args) (Value, bool) { return IntOf(1), true }
	RegisterFetch(
		Fetch{
			Name: "hostname", Out: Str, Needs: Constant,
			Help: "Name of the machine.",
			Get:  func(*Ctx, Args) (Value, bool) { return hostname() },
		},
		Fetch{
			Name: "pid", Out: Int, Needs: Constant,
			Help: "Process id of the gateway.",
			Get:  func(*Ctx, Args) (Value, bool) { return processID() },
		},
		Fetch{
			Name: "proc", Out: Int, Needs: Constant,
			Help: "Position of the process: always 1, because there is one.",
			Get:  one,
		},
		Fetch{
			Name: "nbproc", Out: Int, Needs: Constant,
			Help: "Number of processes: always 1.",
			Get:  one,
		},
		Fetch{
			Name: "env", Args: []Arg{{Name: "name"}}, Out: Str, Needs: Constant,
			Help: "An environment variable, as it was when the gateway started.",
			Check: func(a Args, _ *Env) error {
				val, ok := os.LookupEnv(a.Str(0))
				a[0].Ref = envValue{val, ok}
				return nil
			},
			Get: func(_ *Ctx, a Args) (Value, bool) {
				e := a[0].Ref.(envValue)
				return StringOf(e.val), e.ok
			},
		},
		Fetch{
			Name: "rand", Args: []Arg{{Name: "range", Kind: ArgInt, Optional: true}}, Out: Int, Needs: Internal | Constant,
			Help: "A random number from 0 to below the range, or of 32 bits.",
			Get: func(_ *Ctx, a Args) (Value, bool) {
				if n := a.Int(0); n > 0 && n <= math.MaxUint32 {
					return IntOf(int64(rand.Uint32N(uint32(n)))), true
				}
				return IntOf(int64(rand.Uint32())), true
			},
		},
	)
}

// envValue is an environment variable, and whether it was set.
type envValue struct {
	val string
	ok  bool
}
