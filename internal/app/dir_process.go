package app

import (
	"fmt"
	"math"
	"os"
	"time"

	"metergate/internal/conf"
)

// What sections global say of the process.
var (
	dirDaemon       = processFlag("daemon", "Goes to the background after the start, as -D does.")
	dirQuiet        = processFlag("quiet", "Prints no messages, as -q does.")
	dirZeroWarning  = processFlag("zero-warning", "A warning about the configuration is an error, as with -dW.")
	dirMasterWorker = conf.Scalar(conf.Spec{
		Name: "master-worker", In: conf.Global, Usage: "master-worker [no-exit-on-failure]",
		Help: "A master watches over the process that serves, as with -W.",
	}, func(a *conf.Args) (masterOptions, error) {
		return masterOptions{a.Accept("no-exit-on-failure")}, nil
	})
	dirMaxReloads = processInt("mworker-max-reloads", "mworker-max-reloads <number>", "The reloads that a process may outlive while it finishes; then it is ended.", 0)
	_             = conf.Scalar(conf.Spec{
		Name: "localpeer", In: conf.Global, Usage: "localpeer <name>",
		Help: "The name of the local peer, in HAPROXY_LOCALPEER too; that of -L goes before it, that of the host holds without.",
	}, func(a *conf.Args) (string, error) {
		name, err := a.Text("a name")
		if now, _ := a.Env().Lookup("HAPROXY_LOCALPEER"); err == nil && now == hostName() {
			a.Env().Set("HAPROXY_LOCALPEER", name)
		}
		return name, err
	})
	dirPidFile   = processText("pidfile", "pidfile <file>", "Writes the process numbers to a file, as -p does.", "a file name")
	dirUser      = processName("user", "The user the process runs as once its sockets are open.", conf.FindUser)
	dirGroup     = processName("group", "The group the process runs as once its sockets are open.", conf.FindGroup)
	dirUID       = processInt("uid", "uid <number>", "As user, by number.", 0)
	dirGID       = processInt("gid", "gid <number>", "As group, by number.", 0)
	dirChroot    = processText("chroot", "chroot <directory>", "The directory that is the root of the file system once the sockets are open.", "a directory")
	dirUlimit    = processInt("ulimit-n", "ulimit-n <number>", "The file descriptors the process may have; computed from maxconn when absent.", 16)
	dirHardLimit = processInt("fd-hard-limit", "fd-hard-limit <number>", "Bounds what is computed for ulimit-n.", 16)
	dirStrict    = conf.Flag(conf.Spec{
		Name: "strict-limits", In: conf.Global, Usage: "strict-limits", No: true,
		Help: "A limit that cannot be set is an error rather than a warning; on by default.",
	})
	dirHardStop = conf.Scalar(conf.Spec{
		Name: "hard-stop-after", In: conf.Global, Usage: "hard-stop-after <time>",
		Help: "How long a soft stop may take before what is left is cut.",
	}, conf.Time(time.Millisecond))
	dirGrace = conf.Scalar(conf.Spec{
		Name: "grace", In: conf.Global, Usage: "grace <time>",
		Help: "How long listeners still serve after a soft stop was asked for.",
	}, conf.Time(time.Millisecond))
	dirSpreadClose = conf.Scalar(conf.Spec{
		Name: "close-spread-time", In: conf.Global, Usage: "close-spread-time <time>",
		Help: "Spreads the closing of idle connections over that time when the process stops.",
	}, conf.Time(time.Millisecond))
)

// hostName is the name of this machine.
func hostName() string {
	name, err := os.Hostname()
	if err != nil {
		return "localhost"
	}
	return name
}

// masterOptions is what master-worker says.
type masterOptions struct {
	stayAlive bool // when a worker dies
}

func processFlag(name, help string) *conf.Key[bool] {
	return conf.Flag(conf.Spec{Name: name, In: conf.Global, Usage: name, Help: help})
}

func processText(name, usage, help, what string) *conf.Key[string] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.Global, Usage: usage, Help: help}, conf.Text(what))
}

// processName declares a line with the name of a user or a group, which must be one of this machine's.
func processName(what, help string, find func(name string) (int, error)) *conf.Key[string] {
	return conf.Scalar(conf.Spec{Name: what, In: conf.Global, Usage: what + " <name>", Help: help}, func(a *conf.Args) (string, error) {
		name, err := a.Text("a " + what + " name")
		if err != nil {
			return "", err
		}
		if _, err := find(name); err != nil {
			return "", fmt.Errorf("cannot find %s id for '%s'.", what, name)
		}
		return name, nil
	})
}

func processInt(name, usage, help string, low int64) *conf.Key[int64] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.Global, Usage: usage, Help: help}, conf.Int(low, math.MaxInt32))
}
