package history

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// The files of the hand-over in the directory of the history.
const (
	lockName   = "owner"
	socketName = "owner.sock"
)

// An owner holds the directory: nobody else writes there. It listens to newer processes, which want the directory, and
// to older ones, which report.
type owner struct {
	lock   *os.File
	socket *net.UnixListener
	conns  sync.WaitGroup
}

// errTaken says that another process holds the directory.
var errTaken = errors.New("another process keeps its history there")

// takeDirectory makes this process the owner. The error is errTaken while another is.
func takeDirectory(dir string) (*owner, error) {
	lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o640)
	if err != nil {
		return nil, fmt.Errorf("cannot open the lock of the history: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errTaken
		}
		return nil, fmt.Errorf("cannot lock the history: %w", err)
	}
	path := filepath.Join(dir, socketName)
	os.Remove(path) // that of an owner that ended suddenly
	socket, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		lock.Close()
		return nil, fmt.Errorf("cannot listen to other processes of the history: %w", err)
	}
	return &owner{lock: lock, socket: socket}, nil
}

// release lets another process become the owner. Closing the socket removes it.
func (o *owner) release() {
	o.socket.Close()
	o.lock.Close()
}

// A claim is the way of a process to the directory.
type claim struct {
	got  chan *owner
	done sync.WaitGroup
}

// claimPoll is how often a process looks whether the directory is free, should the owner not tell it.
const claimPoll = time.Second

// claim begins to ask for the directory.
func (s *Store) claim() *claim {
	c := &claim{got: make(chan *owner)}
	c.done.Add(1)
	go func() {
		defer c.done.Done()
		for {
			o, err := takeDirectory(s.dir)
			if err == nil {
				select {
				case c.got <- o:
					s.serve(o)
				case <-s.quit:
					o.release()
				}
				return
			}
			if err != errTaken {
				s.trouble(err.Error())
			}
			if !s.ask() {
				return
			}
		}
	}()
	return c
}
