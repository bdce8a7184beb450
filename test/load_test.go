package test

import (
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// loader sends requests in the background until it is stopped, and counts their results.
type loader struct {
	stop chan struct{}
	wg   sync.WaitGroup

	mu      sync.Mutex
	results map[string]int
}

// startLoad lets n clients send c's requests, c.serial on each of their connections.
func startLoad(c *client, n int) *loader {
	l := &loader{stop: make(chan struct{}), results: map[string]int{}}
	for range n {
		l.wg.Go(func() {
			for {
				select {
				case <-l.stop:
					return
				default:
					l.note(c.series())
				}
			}
		})
	}
	return l
}

func (l *loader) note(answers []*answer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range answers {
		l.results[a.result]++
	}
}

// end stops the clients after their requests under way.
func (l *loader) end() map[string]int {
	select {
	case <-l.stop:
	default:
		close(l.stop)
	}
	l.wg.Wait()
	return l.results
}

// In the flags of load start, -p is the number of clients and -n that of requests on a connection.
var cmdLoad = verbs("load", map[string]verb{
	"start": {"NAME [FLAGS] ADDR TARGET", 3, false, loadStart},
	"stop":  {"NAME [RESULT...]", 1, false, loadStop},
})

func loadStart(ts *testscript.TestScript, _ bool, args []string) {
	c, _, err := parseClient(args[1:])
	ts.Check(err)
	of(ts).loads[args[0]] = startLoad(c, c.parallel)
}

// loadStop ends a load; all results must be 200 or among those given.
func loadStop(ts *testscript.TestScript, _ bool, args []string) {
	l := of(ts).loads[args[0]]
	if l == nil {
		ts.Fatalf("no load %s", args[0])
	}
	fine, sum := append(args[1:], "200"), 0
	results := l.end()
	for result, n := range results {
		if sum += n; !slices.Contains(fine, result) {
			ts.Fatalf("results %v", results)
		}
	}
	fmt.Fprintf(ts.Stdout(), "%v\n", results)
	of(ts).define(ts, args[0]+"_count", strconv.Itoa(sum))
}
