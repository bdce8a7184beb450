package app

import (
	"fmt"
	"io"
	"slices"

	"metergate/internal/export"
	"metergate/internal/forward"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

func init() { subcommands["forward"] = runForward }

const forwardUsage = "Usage : metergate forward { check | install } <file> [<name>]"

// runForward answers `metergate forward`: it tries the destinations of a configuration, or prepares them, without serving
// anything.
func runForward(args []string, stdout, stderr io.Writer) int {
	if len(args) < 2 || len(args) > 3 || args[0] != "check" && args[0] != "install" {
		fmt.Fprintln(stderr, forwardUsage)
		return 1
	}
	p := &program{argv0: "metergate", stdout: stdout, stderr: stderr, o: &Options{Files: args[1:2], Peer: hostName()}}
	p.read()
	g := p.compile(1)
	p.flush()
	if g == nil {
		return 1
	}
	name := ""
	if len(args) == 3 {
		name = args[2]
	}
	if args[0] == "install" {
		return status(forward.Install(stdout, p.push, name))
	}
	loops, err := netio.Start(netio.Config{Loops: 1})
	if err != nil {
		return p.fail(fmt.Errorf("cannot start an event loop: %w", err))
	}
	r := &running{gateway: g, loops: loops}
	defer r.close()
	g.Loops, g.Info = loops, proxy.NewInfo(g, p.facts(limits{}))
	walk := func() *export.Walk {
		return &export.Walk{Process: g.Info, Rows: slices.Values([]metric.Object{}), View: &metric.View{Now: netio.Clock()}, Scrape: export.Everything()}
	}
	return status(forward.Check(stdout, p.push, p.feeds, name, forward.Options{Walk: walk, Instance: instance(g)}))
}

// status is that of a program that did what it was to do, or did not.
func status(done bool) int {
	if done {
		return 0
	}
	return 1
}
