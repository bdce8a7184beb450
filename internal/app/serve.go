package app

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"metergate/internal/conf"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

// heavyJobs bounds what is rendered at the same time, off the loops.
const heavyJobs = 1

// serve runs the gateway until a signal ends it.
func (p *program) serve() int {
	loops := netio.DefaultLoops()
	g := p.load(func(f *conf.File) int {
		loops = proxy.Threads(f, loops)
		return loops
	})
	if g == nil {
		p.flush()
		return 1
	}
	group, err := netio.Start(netio.Config{Loops: loops, Procs: true})
	if err != nil {
		return p.fail(fmt.Errorf("cannot start the event loops: %w", err))
	}
	defer group.Close(stopped())
	g.Start(group, netio.NewPool(heavyJobs))
	g.Listen(&p.diag, func(string) int { return -1 })
	if p.diag.Failed() {
		p.diag.Alertf("[haproxy.main()] Some protocols failed to start their listeners! Exiting.")
		p.flush()
		return 1
	}
	p.flush()
	return p.wait(g)
}

// stopped is a context that has ended: what is still open is cut.
func stopped() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// wait serves until a signal says otherwise, and returns the exit code.
func (p *program) wait(g *proxy.Gateway) int {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGUSR1)
	defer signal.Stop(signals)
	for {
		select {
		case s := <-signals:
			if s != syscall.SIGUSR1 {
				return p.die(s.(syscall.Signal))
			}
			g.SoftStop()
		case <-g.Drained():
			return 0
		}
	}
}

// die ends the process by the signal it was sent, as the reference does, so that its parent sees which one it was.
func (p *program) die(s syscall.Signal) int {
	signal.Reset(s)
	if p.o.Debug {
		return 0
	}
	syscall.Kill(os.Getpid(), s)
	return 128 + int(s)
}
