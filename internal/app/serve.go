package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
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
	meter   *meter
}

// serve decides what kind of process this is, and is it.
func (p *program) serve() int {
	p.read()
	switch {
	case p.birth.Worker:
		return p.work()
	case p.o.Daemon && !p.birth.Daemon:
		return p.daemonize()
	case p.o.Master:
		return p.oversee()
	}
	return p.work()
}

// work runs the gateway until a signal ends it.
func (p *program) work() int {
	signals := catchSignals()
	defer signals.stop()
	r, err := p.start()
	switch {
	case errors.Is(err, errConfig):
		return 1
	case err != nil:
		return p.fail(err)
	}
	if err := p.ready(r); err != nil {
		r.close()
		return p.fail(err)
	}
	p.relieve()
	code, deadly := p.wait(r, signals)
	r.close()
	if deadly != 0 {
		die(deadly)
	}
	return code
}

// start loads the configuration and brings the gateway up. Messages are printed.
func (p *program) start() (r *running, err error) {
	defer p.flush()
	if p.file == nil {
		p.read()
	}
	threads := proxy.Threads(p.file, netio.DefaultLoops())
	limits := p.limit(threads)
	g := p.compile(threads)
	if g == nil {
		return nil, errConfig
	}
	g.Global.HardMaxconn = limits.maxconn
	g.CloseSpread = dirSpreadClose.Or(p.file.Global.Bag, 0)
	id, err := p.identity()
	if err != nil {
		return nil, err
	}
	loops, err := netio.Start(netio.Config{Loops: threads, Procs: true})
	if err != nil {
		return nil, fmt.Errorf("cannot start the event loops: %w", err)
	}
	if err := loops.Refusal(); err != nil {
		p.diag.Noticef("io_uring cannot be used here (%v): the event loops use %s.", err, loops.PollerName())
	}
	r = &running{gateway: g, loops: loops}
	if p.enforce(&limits); p.diag.Failed() {
		r.close()
		return nil, errConfig
	}
	g.Info = proxy.NewInfo(g, p.facts(limits))
	p.openConsole(g)
	g.Heavy, g.Long = netio.NewPool(heavyJobs), netio.NewPool(heavyJobs)
	if r.meter, err = p.newMeter(g); err != nil {
		r.close()
		return nil, err
	}
	g.Restore(&p.diag)
	g.Start(loops, g.Heavy)
	if err := p.open(r, id); err != nil {
		g.Unbind()
		r.close()
		return nil, err
	}
	return r, nil
}

// open gets all addresses, gives up the rights that this took, and begins to serve.
func (p *program) open(r *running, id identity) error {
	old := p.heirs()
	defer old.close()
	if p.diag.Failed() {
		return errConfig
	}
	p.bind(r.gateway, old.take)
	r.api = admin.Listen(admin.Config{
		Gateway: r.gateway, File: p.file, StartupLogs: p.logs,
		HandOver: func(c *net.UnixConn) error { return handOver(r.gateway, c) },
	}, &p.diag)
	if !hasListener(r.gateway) && len(r.api.Sockets()) == 0 {
		p.diag.Alertf("%s", p.mainly("No enabled listener found (check for 'bind' directives) ! Exiting."))
		return errConfig
	}
	if p.diag.Failed() {
		p.diag.Alertf("%s", p.mainly("Some protocols failed to start their listeners! Exiting."))
		return errConfig
	}
	if !p.birth.Worker {
		if err := p.writePidFile(); err != nil {
			return err
		}
	}
	if err := r.meter.prepare(id); err != nil {
		return err
	}
	if err := id.become(); err != nil {
		return errors.New(p.mainly(err.Error()))
	}
	if r.gateway.CheckPrivileges(&p.diag); p.diag.Failed() {
		return errConfig
	}
	p.warnOfRoot(id)
	if err := r.gateway.Serve(); err != nil {
		return err
	}
	r.meter.start(p)
	return nil
}

func hasListener(g *proxy.Gateway) bool {
	for _, p := range g.Proxies() {
		if p.Front != nil && len(p.Front.Listeners) > 0 {
			return true
		}
	}
	return false
}

// facts are what the program knows of its process.
func (p *program) facts(l limits) proxy.Facts {
	return proxy.Facts{
		Version: conf.Version, Release: conf.ReleaseDate, Own: Version,
		MemMax:     p.o.MemoryMB,
		MaxFDs:     l.allowed,
		MaxSockets: l.sockets,
		Boot:       time.Since(begun),
		Warnings:   func() int { return p.diag.Count(conf.Warning) },
	}
}

// begun is when the process began.
var begun = time.Now()

// close ends the loops; what is still open is cut.
func (r *running) close() {
	if r.api != nil {
		r.api.Close()
	}
	r.meter.close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r.loops.Close(ctx)
	r.gateway.StopResolvers()
	r.gateway.StopStores()
	r.gateway.Logs.Close()
}

// relieve asks the processes of -sf and -st to end, now that this one serves.
func (p *program) relieve() {
	if p.birth.Worker {
		return
	}
	signalAll(p.o.Finish, syscall.SIGUSR1)
	signalAll(p.o.Terminate, syscall.SIGTERM)
}

// warnOfRoot hints at rights that are kept without need.
func (p *program) warnOfRoot(id identity) {
	if os.Getuid() != 0 {
		return
	}
	text := ""
	switch {
	case id.root == "" && id.uid < 0:
		text = "the process runs as root and sees the whole file system; consider 'user', 'group' and 'chroot'."
	case id.uid < 0:
		text = "the process runs as root; consider 'user' and 'group'."
	default:
		return
	}
	p.diag.Add(conf.Message{Level: conf.Diag, Text: p.mainly(text)})
}
