package app

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"metergate/internal/admin"
	"metergate/internal/conf"
)

// A master starts the worker that serves, watches over it, and replaces it by a new one when the configuration is to be
// read again. It serves no traffic and keeps all rights.
//
//	start, reload -> load: a new worker -> ready: the former ones finish -> gone
//	                                    -> failed: the former one goes on
//
// Everything happens on one goroutine; the others report to it.
type master struct {
	*program
	maxReloads int
	stayAlive  bool // when a worker dies
	began      time.Time
	notify     notifier
	api        *admin.Server

	events  chan func() // run by oversee
	signals chan os.Signal
	workers []*worker // alive, the newest last
	loading *worker   // the newest, until it serves or has failed
	again   bool      // a reload was asked for meanwhile
	hard    bool      // the former worker is not let finish
	waiting []chan<- reloaded
	ended   bool // the loop is over
	stop    syscall.Signal
	code    int

	mu      sync.Mutex // guards what the Runtime API shows
	reloads int
	failed  int  // reloads
	broken  bool // the last one
	logs    []byte
	spoken  bool // the banner was printed
}

// reloaded is the outcome of a reload.
type reloaded struct {
	ok   bool
	logs []byte
}

// oversee is the life of a master. It returns the exit code.
func (p *program) oversee() int {
	b := p.file.Global.Bag
	m := &master{
		program: p, began: time.Now(), events: make(chan func()), signals: make(chan os.Signal, 16),
		maxReloads: int(dirMaxReloads.Or(b, defaultMaxReloads)), stayAlive: dirMasterWorker.Or(b, masterOptions{}).stayAlive,
	}
	p.diag = conf.Diagnostics{} // what is wrong with the configuration is the worker's to say
	if p.o.Systemd {
		m.notify = newNotifier()
	}
	signal.Ignore(syscall.SIGPIPE)
	signal.Notify(m.signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGHUP, syscall.SIGTTIN, syscall.SIGTTOU)
	defer signal.Stop(m.signals)
	if err := m.listen(); err != nil {
		return p.fail(err)
	}
	m.load()
	for !m.ended {
		select {
		case f := <-m.events:
			f()
		case s := <-m.signals:
			m.obey(s.(syscall.Signal))
		}
	}
	m.close()
	return m.code
}

// listen opens the socket of -S.
func (m *master) listen() error {
	if m.o.MasterSocket == "" {
		return nil
	}
	var err error
	m.api, err = admin.ListenMaster(admin.Config{File: m.file, StartupLogs: m.startupLogs, Master: m}, m.o.MasterSocket, &m.diag)
	if err != nil {
		return fmt.Errorf("cannot serve the master's socket '%s': %w", m.o.MasterSocket, err)
	}
	if m.diag.Failed() {
		return errors.New(m.mainly("Cannot bind the master's socket. Exiting."))
	}
	return nil
}

// close ends what runs beside the loop. What comes in meanwhile is still answered.
func (m *master) close() {
	m.stop = max(m.stop, syscall.SIGTERM)
	for _, w := range m.waiting {
		w <- reloaded{logs: m.startupLogs()}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if m.api != nil {
			m.api.Close()
		}
	}()
	for {
		select {
		case f := <-m.events:
			f()
		case <-done:
			return
		}
	}
}

// obey does what a signal asks for.
func (m *master) obey(s syscall.Signal) {
	switch s {
	case syscall.SIGUSR2, syscall.SIGHUP:
		m.reload(nil, false)
	case syscall.SIGTERM, syscall.SIGINT, syscall.SIGUSR1:
		m.finish(s)
	default:
		m.signal(s)
	}
}

// signal passes a signal on to all workers.
func (m *master) signal(s syscall.Signal) {
	for _, w := range m.workers {
		w.signal(s)
	}
}

// finish ends the workers, and then the master.
func (m *master) finish(s syscall.Signal) {
	if m.stop == 0 {
		m.notify.send("STOPPING=1")
		m.say(conf.Warning, "Exiting Master process...")
	}
	m.stop = s
	if s == syscall.SIGINT {
		m.code = 128 + int(s)
	}
	m.signal(s)
	m.endIfAlone()
}

// endIfAlone ends the master when no worker is left.
func (m *master) endIfAlone() {
	if len(m.workers) > 0 {
		return
	}
	m.say(conf.Warning, fmt.Sprintf("All workers exited. Exiting... (%d)", m.code))
	m.ended = true
}

// startupLogs is what master and worker said since the last load began.
func (m *master) startupLogs() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.logs
}

// say prints a message of the master.
func (m *master) say(l conf.Level, text string) {
	var line []byte
	m.mu.Lock()
	if !m.spoken && l != conf.Notice {
		m.spoken = true
		line = m.banner().Append(line)
	}
	line = conf.Message{Level: l, Text: text}.AppendLine(line, os.Getpid())
	m.logs = append(m.logs[:len(m.logs):len(m.logs)], line...)
	m.mu.Unlock()
	if !m.o.Quiet {
		m.stderr.Write(line)
	}
}
