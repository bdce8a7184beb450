package test

import (
	"fmt"
	"strings"
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

const usageLoad = "load start NAME [FLAGS] ADDR TARGET | load stop NAME [RESULT...]"

// cmdLoad: -p of the flags is the number of clients, -n of requests on a connection.
func cmdLoad(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	need(ts, args, 2, usageLoad)
	s, name := of(ts), args[1]
	switch args[0] {
	case "start":
		c, _, err := parseClient(args[2:])
		ts.Check(err)
		s.loads[name] = startLoad(c, c.parallel)
	case "stop":
		l := s.loads[name]
		if l == nil {
			ts.Fatalf("no load %s", name)
		}
		results, sum := l.end(), 0
		for result, n := range results {
			sum += n
			if !strings.Contains(" "+strings.Join(append(args[2:], "200"), " ")+" ", " "+result+" ") {
				ts.Fatalf("results %v", results)
			}
		}
		fmt.Fprintf(ts.Stdout(), "%v\n", results)
		s.define(ts, name+"_count", fmt.Sprint(sum))
	default:
		ts.Fatalf("usage: %s", usageLoad)
	}
}
