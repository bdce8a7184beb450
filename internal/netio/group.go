package netio

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"sync"
)

// Config says how to run the loops. The zero Config runs as many loops as Go sees processors, on the best poller there is.
type Config struct {
	Loops  int          // number of loops; 0 = DefaultLoops()
	Poller string       // "rings", "epoll", or "" for $METERGATE_POLLER, else rings where they work
	Log    *slog.Logger // nil = slog.Default()
	Procs  bool         // set GOMAXPROCS as the loops need it
	Sim    *Sim         // the simulated network of a test, instead of a poller
}

// PollerEnv is the environment variable that chooses the poller.
const PollerEnv = "METERGATE_POLLER"

// Group is a set of running loops.
type Group struct {
	loops   []*Loop
	log     *slog.Logger
	logs    *Pool // what loops have to say is written off the loops
	keys    *Pool // private keys that take long are used off the loops
	poller  string
	refusal error
	sim     *Sim
	pipes   pipeCount
	done    chan struct{} // closed with the group
	close   sync.Once
}

// Start runs the loops. A poller asked for that does not work is an error; an automatic choice falls back to epoll.
func Start(c Config) (*Group, error) {
	if c.Loops <= 0 {
		c.Loops = DefaultLoops()
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	g := &Group{log: c.Log, logs: NewPool(1), keys: NewPool(runtime.NumCPU()), sim: c.Sim, done: make(chan struct{})}
	newPoller, err := g.choose(c.Poller)
	if err != nil {
		return nil, err
	}
	if c.Procs {
		setProcs(c.Loops)
	}
	for i := range c.Loops {
		l := &Loop{group: g, shard: i, poller: newPoller(), gone: make(chan struct{})}
		opened := make(chan error)
		go l.run(opened)
		if err := <-opened; err != nil {
			_ = g.Close(context.Background()) // of loops without work: nothing to wait for
			return nil, fmt.Errorf("cannot start loop %d on %s: %w", i, g.poller, err)
		}
		g.loops = append(g.loops, l)
	}
	if c.Sim == nil {
		go g.watch()
	}
	return g, nil
}

// choose picks the poller.
func (g *Group) choose(name string) (func() poller, error) {
	if g.sim != nil {
		g.poller = "sim"
		return g.sim.newPoller, nil
	}
	if name == "" {
		name = os.Getenv(PollerEnv)
	}
	g.poller = name
	switch name {
	case "epoll":
		return newEpoll, nil
	case "rings":
		if err := probeRings(); err != nil {
			return nil, fmt.Errorf("cannot use io_uring: %w", err)
		}
		return newRings, nil
	case "":
	default:
		return nil, fmt.Errorf("unknown poller %q: want rings or epoll", name)
	}
	if err := probeRings(); err != nil {
		g.poller, g.refusal = "epoll", err
		return newEpoll, nil
	}
	g.poller = "rings"
	return newRings, nil
}

// N is the number of loops.
func (g *Group) N() int { return len(g.loops) }

// Loop gives loop i, 0 <= i < N.
func (g *Group) Loop(i int) *Loop { return g.loops[i] }

// PollerName is "rings", "epoll" or "sim".
func (g *Group) PollerName() string { return g.poller }

// Refusal is why epoll stands in for io_uring, which the system refused; nil when it did not, or was not asked.
func (g *Group) Refusal() error { return g.refusal }

// Each runs f on every loop and returns when all have run it. Never on a loop; f must not park.
func (g *Group) Each(f func(*Loop)) {
	var wg sync.WaitGroup
	for _, l := range g.loops {
		wg.Add(1)
		if !l.Post(func() { defer wg.Done(); f(l) }) {
			wg.Done()
		}
	}
	wg.Wait()
}

// Collect runs f on every loop and gives the results in the order of the loops, the zero T for one that ended. Never on a loop.
func Collect[T any](g *Group, f func(*Loop) T) []T {
	all := make([]T, g.N())
	g.Each(func(l *Loop) { all[l.shard] = f(l) })
	return all
}

// Leaks tells what is left after Close that should not be: live tasks, open connections, buffers in use. Empty is good.
func (g *Group) Leaks() string {
	var left []string
	for _, l := range g.loops {
		tasks, conns, buffers := len(l.tasks), l.stats.conns.Load(), l.bufs.InUse()
		if tasks > 0 || conns > 0 || buffers > 0 {
			left = append(left, fmt.Sprintf("loop %d: %d tasks, %d connections, %d buffers", l.shard, tasks, conns, buffers))
		}
	}
	if g.sim != nil && g.sim.Leaks() != "" {
		left = append(left, g.sim.Leaks())
	}
	return strings.Join(left, "; ")
}

// Close cancels all tasks with ErrStopping, closes listeners and connections, and ends the loops. When ctx ends first,
// what is left is cut, and only tasks that ignore their cancel keep a loop alive: then its error is returned.
func (g *Group) Close(ctx context.Context) error {
	g.close.Do(func() { close(g.done) })
	for _, l := range g.loops {
		l.Post(l.stop)
	}
	for _, l := range g.loops {
		select {
		case <-l.gone:
			continue
		case <-ctx.Done():
		}
		l.Post(l.cut)
	}
	for _, l := range g.loops {
		if err := l.awaitEnd(); err != nil {
			return err
		}
	}
	return nil
}
