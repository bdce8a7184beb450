package app

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// birthEnv is the environment variable by which a process of ours tells the one it starts what to be. The child takes
// it away before anything else looks at the environment.
const birthEnv = "METERGATE_BIRTH"

// A birth is what a process was started as by one of ours; the zero birth is a start by anybody else. Numbers of
// descriptors are 0 where there is none.
type birth struct {
	Daemon bool // in the background already
	Ready  int  // where the process that waits is told that all is well
	Worker bool // of a master
	Master int  // the channel to the master
	Old    int  // the Runtime API of the worker whose listening sockets are taken over
}

// bornAs reads and removes what the parent says.
func bornAs() (b birth) {
	for _, word := range strings.Fields(os.Getenv(birthEnv)) {
		name, value, _ := strings.Cut(word, "=")
		n, _ := strconv.Atoi(value) // ours: a number, or nothing
		switch name {
		case "daemon":
			b.Daemon = true
		case "ready":
			b.Ready = n
		case "worker":
			b.Worker = true
		case "master":
			b.Master = n
		case "old":
			b.Old = n
		}
	}
	os.Unsetenv(birthEnv)
	return b
}

// String returns the birth as the environment carries it.
func (b birth) String() string {
	var words []string
	flag := func(name string, is bool) {
		if is {
			words = append(words, name)
		}
	}
	number := func(name string, n int) {
		if n > 0 {
			words = append(words, fmt.Sprintf("%s=%d", name, n))
		}
	}
	flag("daemon", b.Daemon)
	number("ready", b.Ready)
	flag("worker", b.Worker)
	number("master", b.Master)
	number("old", b.Old)
	return strings.Join(words, " ")
}
