package sample

import (
	"os"
	"sync"
)

// hostname and processID are read once: neither changes while the process lives.
var (
	hostname = sync.OnceValues(func() (Value, bool) {
		name, err := os.Hostname()
		return StringOf(name), err == nil
	})
	processID = sync.OnceValues(func() (Value, bool) { return IntOf(int64(os.Getpid())), true })
)
