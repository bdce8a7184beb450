package spool

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// A place is the directory of a queue, locked. The zero place is memory.
type place struct {
	dir  string
	lock *os.File
}

// ErrHeld says that another process uses the directory.
var ErrHeld = errors.New("another process uses the queue")

const (
	ownerName = "owner"
	doneName  = "done"
)

// take makes the directory and locks it.
func take(dir string) (place, error) {
	if dir == "" {
		return place{}, nil
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return place{}, fmt.Errorf("cannot make the directory of the queue: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, ownerName), os.O_RDWR|os.O_CREATE, 0o640)
	if err != nil {
		return place{}, fmt.Errorf("cannot open the lock of the queue: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return place{}, ErrHeld
		}
		return place{}, fmt.Errorf("cannot lock the queue: %w", err)
	}
	return place{dir, lock}, nil
}

// leave lets another process take the directory.
func (p place) leave() {
	if p.lock != nil {
		p.lock.Close()
	}
}

// newIdentity makes a name that no other queue has.
func newIdentity() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// readDone returns the identity of the queue and the number of the last batch that is done with. A queue whose file is
// not there, or damaged, is a new one.
func (p place) readDone() (id string, done uint64) {
	if p.dir != "" {
		if text, err := os.ReadFile(filepath.Join(p.dir, doneName)); err == nil {
			if id, done, ok := parseDone(string(text)); ok {
				return id, done
			}
		}
	}
	return newIdentity(), 0
}

// formatDone makes the content of the file done, and parseDone reads it.
func formatDone(id string, done uint64) string {
	text := fmt.Sprintf("spool 1 %s %d ", id, done)
	return fmt.Sprintf("%s%08x\n", text, crc32.Checksum([]byte(text), sums))
}

func parseDone(text string) (id string, done uint64, ok bool) {
	words := strings.Fields(text)
	if len(words) != 5 {
		return "", 0, false
	}
	if _, err := fmt.Sscan(words[3], &done); err != nil {
		return "", 0, false
	}
	return words[2], done, formatDone(words[2], done) == text
}

// writeDone replaces the file.
func (p place) writeDone(id string, done uint64) error {
	if p.dir == "" {
		return nil
	}
	path := filepath.Join(p.dir, doneName)
	if err := os.WriteFile(path+".new", []byte(formatDone(id, done)), 0o640); err != nil {
		return fmt.Errorf("cannot write how far the queue is done: %w", err)
	}
	return os.Rename(path+".new", path)
}

// asideBytes returns how much the batches take that were put aside.
func (p place) asideBytes() (n int64) {
	all, _ := os.ReadDir(p.dir)
	for _, e := range all {
		if info, err := e.Info(); err == nil && strings.HasSuffix(e.Name(), aside) {
			n += info.Size()
		}
	}
	return n
}
