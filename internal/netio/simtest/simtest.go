// Package simtest runs tests of code on loops over the simulated network, in a bubble where time moves on by itself, once
// for each of many seeds. A failure names its seed; Seed repeats it alone.
package simtest

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"metergate/internal/netio"
)

// SeedEnv is the environment variable that makes Run use one seed only, to repeat a failure.
const SeedEnv = "METERGATE_SEED"

// Faults are the chances of faults, in 1/10,000 a completion; see netio.Sim.
type Faults struct{ Resets, Cancels int }

// Run calls f with a fresh group of one loop for each of n seeds. After f returned, the group is closed, and nothing may be
// left: no task, no connection, no socket, no buffer.
func Run(t *testing.T, n int, faults Faults, f func(t *testing.T, g *netio.Group)) {
	t.Helper()
	first, last := 1, n
	if s, err := strconv.Atoi(os.Getenv(SeedEnv)); err == nil {
		first, last = s, s
	}
	for seed := first; seed <= last && !t.Failed(); seed++ {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { run(t, uint64(seed), faults, f) })
		})
	}
}

// run is one seed, inside a bubble.
func run(t *testing.T, seed uint64, faults Faults, f func(t *testing.T, g *netio.Group)) {
	sim := netio.NewSim(seed)
	sim.Resets, sim.Cancels = faults.Resets, faults.Cancels
	g, err := netio.Start(netio.Config{Loops: 1, Sim: sim, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	f(t, g)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := g.Close(ctx); err != nil {
		t.Error(err)
	}
	if left := g.Leaks(); left != "" {
		t.Errorf("left over: %s", left)
	}
	if n := g.Loop(0).Stats().Panics; n > 0 {
		t.Errorf("%d tasks panicked", n)
	}
}

// Do runs f as a task of loop i and waits until it and its children have ended.
func Do(t *testing.T, g *netio.Group, i int, f func(*netio.Task)) {
	t.Helper()
	l := g.Loop(i)
	var ref netio.TaskRef
	l.Post(func() {
		if err := l.Go("test", func(t *netio.Task) { ref = t.Ref(); f(t) }); err != nil {
			t.Error(err)
		}
	})
	ended := make(chan bool)
	pause := time.Millisecond // of the bubble, where it costs nothing
	for done := false; !done; done = <-ended {
		time.Sleep(pause)
		pause = min(2*pause, time.Minute)
		l.Post(func() { ended <- ref.Done() })
	}
}
