package app

import (
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"metergate/internal/admin"
	"metergate/internal/conf"
)

func init() {
	admin.RegisterMaster(admin.Command{Name: "show proc", Args: "[debug]", Help: "show the processes and how they are", Run: runShowProc})
	admin.RegisterMaster(admin.Command{Name: "reload", Help: "replace the worker by one that reads the configuration anew", Level: admin.Admin, Run: runReload(false)})
	admin.RegisterMaster(admin.Command{Name: "hard-reload", Help: "reload, and end the former worker at once", Level: admin.Admin, Run: runReload(true)})
}

// Worker opens a way to the Runtime API of a worker: of the nth, or of the one whose process has the number behind !.
func (m *master) Worker(word string, c admin.Client) (net.Conn, int, error) {
	w := m.find(word)
	if w == nil {
		return nil, 0, errors.New("no such worker")
	}
	conn, err := w.dial(c.String())
	return conn, w.pid(), err
}

// find returns the worker that a word names, or nil. There is one that serves: number 1.
func (m *master) find(word string) *worker {
	m.mu.Lock()
	defer m.mu.Unlock()
	number, isPID := strings.CutPrefix(word, "!")
	n, err := strconv.Atoi(number)
	for _, w := range slices.Backward(m.workers) {
		if err == nil && w.serves && (isPID && n == w.pid() || !isPID && n == 1) {
			return w
		}
	}
	return nil
}

// ReloadFailed reports whether the last reload did.
func (m *master) ReloadFailed() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.broken
}

// reloadAndWait has the master reload, and waits for the outcome.
func (m *master) reloadAndWait(hard bool) reloaded {
	done := make(chan reloaded, 1)
	m.events <- func() { m.reload(done, hard) }
	return <-done
}

func runReload(hard bool) func(r *admin.Request) error {
	return func(r *admin.Request) error {
		outcome := r.Master().(*master).reloadAndWait(hard)
		success := 0
		if outcome.ok {
			success = 1
		}
		r.End()
		r.Printf("Success=%d\n--\n", success)
		_, err := r.Write(append(slices.Clip(outcome.logs), '\n'))
		return err
	}
}

// runShowProc lists the master, the worker that serves, and those that finish.
func runShowProc(r *admin.Request) error {
	m := r.Master().(*master)
	m.mu.Lock()
	defer m.mu.Unlock()
	procLine(r, "#<PID>", "<type>", "<reloads>", "<uptime>", "<version>")
	procLine(r, os.Getpid(), "master", fmt.Sprintf("%d [failed: %d]", m.reloads, m.failed), age(m.began), conf.Version)
	r.Printf("# workers\n")
	var old []*worker
	for _, w := range slices.Backward(m.workers) {
		if w.reloads > 0 {
			old = append(old, w)
			continue
		}
		w.procLine(r)
	}
	if len(old) > 0 {
		r.Printf("# old workers\n")
	}
	for _, w := range old {
		w.procLine(r)
	}
	return nil
}

func (w *worker) procLine(r *admin.Request) {
	procLine(r, w.pid(), "worker", w.reloads, age(w.began), conf.Version)
}

func procLine(r *admin.Request, cells ...any) {
	for i, c := range cells {
		if i > 0 {
			r.Printf(" ")
		}
		r.Printf("%-15v", c)
	}
	r.Printf("\n")
}

// age writes the time since t as days, hours, minutes and seconds.
func age(t time.Time) string {
	s := int(time.Since(t).Seconds())
	return fmt.Sprintf("%dd%02dh%02dm%02ds", s/86400, s/3600%24, s/60%60, s%60)
}
