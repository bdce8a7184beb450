package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"metergate/internal/admin"
	"metergate/internal/conf"
	"metergate/internal/netio"
	"metergate/internal/proxy"
	_ "metergate/internal/web" // its services
)

// heavyJobs bounds what is rendered at the same time, off the loops.
const heavyJobs = 1

// errConfig says that the messages already printed are why the gateway does not run.
var errConfig = errors.New("the configuration is not right")

// A running gateway holds what ends with it.
type running struct {
	gateway *proxy.Gateway
	loops   *netio.Group
	api     *admin.Server
}

// serve runs the gateway until a signal ends it.
func (p *program) serve() int {
	r, err := p.start()
	switch {
	case errors.Is(err, errConfig):
		return 1
	case err != nil:
		return p.fail(err)
	}
	defer r.close()
	return p.wait(r.gateway)
}

// start loads the configuration and brings the gateway up. Messages are printed.
func (p *program) start() (*running, error) {
	defer p.flush()
	threads := netio.DefaultLoops()
	g := p.load(func(f *conf.File) int {
		threads = proxy.Threads(f, threads)
		return threads
	})
	if g == nil {
		return nil, errConfig
	}
	loops, err := netio.Start(netio.Config{Loops: threads, Procs: true})
	if err != nil {
		return nil, fmt.Errorf("cannot start the event loops: %w", err)
	}
	r := &running{gateway: g, loops: loops}
	g.Info = proxy.NewInfo(g, p.facts())
	g.Start(loops, netio.NewPool(heavyJobs))
	g.Listen(&p.diag, func(string) int { return -1 })
	r.api = admin.Listen(admin.Config{Gateway: g, File: p.file, StartupLogs: p.logs}, &p.diag)
	if p.diag.Failed() {
		p.diag.Alertf("[haproxy.main()] Some protocols failed to start their listeners! Exiting.")
		r.close()
		return nil, errConfig
	}
	return r, nil
}

// facts are what the program knows of its process.
func (p *program) facts() proxy.Facts {
	return proxy.Facts{
		Version: conf.Version, Release: conf.ReleaseDate, Own: Version,
		MemMax:   p.o.MemoryMB,
		MaxFDs:   maxFDs(),
		Boot:     time.Since(begun),
		Warnings: func() int { return p.diag.Count(conf.Warning) },
	}
}

// begun is when the process began.
var begun = time.Now()

// maxFDs is how many descriptors the process may have.
func maxFDs() int {
	var r syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r) != nil {
		return 0
	}
	return int(r.Cur)
}

// close ends the loops; what is still open is cut.
func (r *running) close() {
	r.api.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r.loops.Close(ctx)
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
