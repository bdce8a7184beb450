// Command bench measures gateways side by side on one machine: the CPU time that
// the proxy process needs for the same work, its memory, and what clients see.
// Proxies take turns in every round, so that drifts of the machine meet all of them alike.
//
//	clients and origins (this program, core 1) <-> proxy (core 0)
//
// See README.md for what is measured and how to repeat the published numbers.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	if len(os.Args) == 2 && os.Args[1] == receiversWord {
		log.Fatal(receive())
	}
	var customs []proxy
	var (
		run     = flag.String("run", "", "scenarios, separated by commas (default all)")
		only    = flag.String("only", "", "proxies, separated by commas (default all that are here)")
		base    = flag.String("base", "haproxy-2.6", "proxy that ratios refer to")
		rounds  = flag.Int("rounds", 5, "alternating rounds")
		measure = flag.Duration("measure", 3*time.Second, "time measured in each run")
		warmup  = flag.Duration("warmup", time.Second, "time before it")
	)
	flag.Func("proxy", "a further proxy, \"NAME=PROGRAM ARG...\" with {config} {port} {origins} {dir}; may be repeated", func(s string) error {
		p, err := custom(s)
		customs = append(customs, p)
		return err
	})
	flag.Parse()
	if err := measureAll(*run, *only, *base, *rounds, *warmup, *measure, customs); err != nil {
		log.Fatal(err)
	}
}

func measureAll(run, only, base string, rounds int, warmup, measure time.Duration, customs []proxy) error {
	dir, err := os.MkdirTemp("", "metergate-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	proxies := slices.DeleteFunc(append(builtin(dir, only), customs...), func(p proxy) bool { return !chosen(only, p.name) })
	b, err := newBench(dir, warmup, measure)
	if err != nil {
		return err
	}
	defer b.poller.close()
	if i := slices.IndexFunc(proxies, func(p proxy) bool { return p.name == base }); i >= 0 {
		b.base = proxies[i]
	} else {
		return fmt.Errorf("the base %s is not among the proxies", base)
	}
	busy()
	fmt.Print(machine(proxies))
	for _, sc := range scenarios() {
		if chosen(run, sc.name) {
			report(os.Stdout, sc, proxies, base, b.alternate(sc, proxies, rounds))
		}
	}
	return nil
}

// chosen says whether a list of names holds one; an empty list holds all.
func chosen(list, name string) bool {
	return list == "" || slices.Contains(strings.Split(list, ","), name)
}

// alternate runs a scenario with every proxy in turn, round after round.
func (b *bench) alternate(sc scenario, proxies []proxy, rounds int) map[string]series {
	results := map[string]series{}
	for round := range rounds {
		for i := range proxies {
			// The order turns, so that nobody always follows the same neighbour.
			p := proxies[(i+round)%len(proxies)]
			if sc.only != nil && !sc.only(p) {
				continue
			}
			f, err := sc.sample(b, p)
			if err != nil {
				log.Printf("%s, %s: %v", sc.name, p.name, err)
			}
			results[p.name] = append(results[p.name], f)
		}
	}
	return results
}
