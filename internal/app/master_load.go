package app

import (
	"fmt"
	"os"
	"slices"
	"syscall"

	"metergate/internal/conf"
)

// defaultMaxReloads is how many reloads a worker may outlive.
const defaultMaxReloads = 50

// reload replaces the worker by one that reads the configuration anew; the outcome goes to wait, unless it is nil. A hard
// one does not let the former worker finish. While one is loading the next reload waits for it.
func (m *master) reload(wait chan<- reloaded, hard bool) {
	if m.stop != 0 {
		if wait != nil {
			wait <- reloaded{logs: m.startupLogs()}
		}
		return
	}
	if wait != nil {
		m.waiting = append(m.waiting, wait)
	}
	m.hard = m.hard || hard
	if m.loading != nil {
		m.again = true
		return
	}
	m.notify.reloading()
	m.mu.Lock()
	m.reloads++
	m.logs = nil
	for _, w := range m.workers {
		w.reloads++
	}
	m.mu.Unlock()
	m.say(conf.Notice, "Reloading HAProxy")
	m.load()
}

// load starts a worker. It takes the listening sockets over from the one that serves.
func (m *master) load() {
	w, err := m.newWorker(m.current())
	if err != nil {
		m.say(conf.Alert, err.Error())
		m.loadFailed()
		return
	}
	m.mu.Lock()
	m.workers = append(m.workers, w)
	m.mu.Unlock()
	m.loading = w
	m.say(conf.Notice, fmt.Sprintf("Initializing new worker (%d)", w.pid()))
	go m.hear(w)
	go m.watch(w)
}

// current is the worker that serves, nil before the first one does.
func (m *master) current() *worker {
	for _, w := range slices.Backward(m.workers) {
		if w.serves {
			return w
		}
	}
	return nil
}

// loaded: the new worker serves.
func (m *master) loaded(w *worker) {
	if w != m.loading {
		return
	}
	m.loading = nil
	first := m.current() == nil
	m.mu.Lock()
	w.serves, m.broken = true, false
	m.mu.Unlock()
	m.say(conf.Notice, "Loading success.")
	if first {
		if err := m.begin(); err != nil {
			m.say(conf.Alert, err.Error())
			m.code = 1
			m.finish(syscall.SIGTERM)
			return
		}
	}
	m.notify.ready()
	for _, old := range m.workers {
		switch {
		case old == w:
		case m.hard, old.reloads > m.maxReloads:
			old.signal(syscall.SIGTERM)
		default:
			old.signal(syscall.SIGUSR1)
		}
	}
	m.hard = false
	m.answer(true)
}

// begin is what follows the first load.
func (m *master) begin() error {
	if err := m.writePidFile(); err != nil {
		return err
	}
	m.relieve()
	return m.detach()
}

// loadFailed: the new worker does not come to serve. The former one goes on; without one it is over.
func (m *master) loadFailed() {
	m.loading = nil
	if m.current() == nil {
		m.code, m.ended = 1, true
		return
	}
	m.mu.Lock()
	m.failed++
	m.broken = true
	m.mu.Unlock()
	m.hard = false
	m.notify.send("READY=1\nSTATUS=Reload failed!\n")
	m.answer(false)
}

// answer tells who asked for the reload how it went, and begins the one that was asked for meanwhile.
func (m *master) answer(ok bool) {
	for _, w := range m.waiting {
		w <- reloaded{ok, m.startupLogs()}
	}
	m.waiting = nil
	if m.again {
		m.again = false
		m.reload(nil, false)
	}
}

// hear takes what a worker says, until it is gone.
func (m *master) hear(w *worker) {
	defer close(w.heard)
	for {
		what, text, f, err := w.receive()
		if err != nil {
			return
		}
		if f != nil {
			f.Close()
		}
		switch what {
		case sayLog:
			m.mu.Lock()
			m.logs = append(m.logs[:len(m.logs):len(m.logs)], text...)
			m.mu.Unlock()
		case sayReady:
			m.events <- func() { m.loaded(w) }
		}
	}
}

// watch waits for the end of a worker.
func (m *master) watch(w *worker) {
	state, err := w.process.Wait()
	<-w.heard
	m.events <- func() { m.gone(w, state, err) }
}

// gone: a worker has ended.
func (m *master) gone(w *worker, state *os.ProcessState, err error) {
	w.close()
	served := w == m.current()
	m.mu.Lock()
	m.workers = slices.DeleteFunc(m.workers, func(other *worker) bool { return other == w })
	m.mu.Unlock()
	end := exit{1, "lost"}
	if err == nil {
		end = exitOf(state.Sys().(syscall.WaitStatus))
	}
	switch {
	case w == m.loading && m.stop == 0:
		m.say(conf.Warning, fmt.Sprintf("Failed to load worker (%d) exited with %s", w.pid(), end))
		m.loadFailed()
	case served || w == m.loading:
		m.say(levelOf(end), fmt.Sprintf("Current worker (%d) exited with %s", w.pid(), end))
		if m.loading == nil {
			m.lost(end)
		}
	default:
		m.say(levelOf(end), fmt.Sprintf("Former worker (%d) exited with %s", w.pid(), end))
	}
	if m.stop != 0 {
		m.endIfAlone()
	}
}

// lost: the worker that served is gone. Unless the configuration says otherwise the master ends too, so that whoever
// watches over it starts all anew.
func (m *master) lost(end exit) {
	if m.stop != 0 || m.stayAlive && len(m.workers) > 0 {
		return
	}
	m.code = end.Code
	m.stop = syscall.SIGTERM
	if len(m.workers) > 0 {
		m.say(conf.Alert, "exit-on-failure: killing every processes with SIGTERM")
		m.signal(syscall.SIGTERM)
	}
}

// levelOf is how grave an end is.
func levelOf(e exit) conf.Level {
	if e.Code == 0 {
		return conf.Warning
	}
	return conf.Alert
}
