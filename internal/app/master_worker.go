package app

import (
	"net"
	"os"
	"syscall"
	"time"
)

// A worker is a process that serves, as its master sees it.
type worker struct {
	channel
	process *os.Process
	began   time.Time
	heard   chan struct{} // closed when it says nothing more
	serves  bool          // its gateway is up
	reloads int           // since it was started
}

// newWorker starts a worker, which takes the listening sockets of an older one over, if there is one.
func (m *master) newWorker(older *worker) (*worker, error) {
	ch, far, err := newChannel()
	if err != nil {
		return nil, err
	}
	defer far.Close()
	gifts := []gift{giveMaster(far)}
	if older != nil {
		old, err := older.open(sayHandOver, "")
		if err != nil {
			ch.conn.Close()
			return nil, err
		}
		defer old.Close()
		gifts = append(gifts, giveOld(old))
	}
	process, err := m.origin.spawn(birth{Worker: true}, false, gifts...)
	if err != nil {
		ch.conn.Close()
		return nil, err
	}
	return &worker{channel: ch, process: process, began: time.Now(), heard: make(chan struct{})}, nil
}

// open makes a connection to the worker, for what the letter says, and returns the near end.
func (w *worker) open(what byte, text string) (*os.File, error) {
	near, far, err := socketPair(syscall.SOCK_STREAM)
	if err != nil {
		return nil, err
	}
	defer far.Close()
	if err := w.send(what, text, far); err != nil {
		near.Close()
		return nil, err
	}
	return near, nil
}

// dial connects to the Runtime API of the worker.
func (w *worker) dial(client string) (net.Conn, error) {
	near, err := w.open(sayClient, client)
	if err != nil {
		return nil, err
	}
	return fileConn(near)
}

func (w *worker) pid() int { return w.process.Pid }

// signal sends a signal; to a worker that has just ended it is of no use, and does no harm.
func (w *worker) signal(s syscall.Signal) { _ = w.process.Signal(s) }

func (w *worker) close() { w.conn.Close() }
