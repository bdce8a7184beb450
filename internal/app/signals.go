package app

import (
	"os"
	"os/signal"
	"syscall"
	"time"
	"unsafe"
)

// Signals are what the process is told from outside.
type signals chan os.Signal

// catchSignals takes the signals that mean something to a gateway. Those that end it do so themselves until it runs.
func catchSignals() signals {
	s := make(signals, 16)
	signal.Ignore(syscall.SIGPIPE, syscall.SIGUSR2)
	signal.Notify(s, syscall.SIGUSR1, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGTTOU, syscall.SIGTTIN)
	return s
}

func (s signals) stop() { signal.Stop(s) }

// wait serves until a signal, or the master, says otherwise. It returns the exit code, or the signal to die of.
func (p *program) wait(r *running, s signals) (code int, deadly syscall.Signal) {
	signal.Notify(s, syscall.SIGTERM, syscall.SIGINT)
	var graceOver, late <-chan time.Time
	for {
		select {
		case sig := <-s:
			switch sig {
			case syscall.SIGTERM, syscall.SIGINT:
				return 0, sig.(syscall.Signal)
			case syscall.SIGUSR1:
				if graceOver == nil {
					graceOver = time.After(dirGrace.Or(p.file.Global.Bag, 0))
				}
			default:
				r.obey(sig.(syscall.Signal))
			}
		case <-graceOver:
			late = p.softStop(r)
		case <-late:
			p.say(r, "soft-stop running for too long, performing a hard-stop.")
			r.gateway.HardStop()
			return 0, 0
		case <-r.gateway.Drained():
			return 0, 0
		case <-p.orphaned():
			return 0, syscall.SIGTERM
		}
	}
}

// softStop ends the listening, and returns when that took too long.
func (p *program) softStop(r *running) (late <-chan time.Time) {
	r.api.Stop()
	r.gateway.SoftStop()
	r.meter.stop()
	if limit, ok := dirHardStop.Get(p.file.Global.Bag); ok && limit > 0 {
		return time.After(limit)
	}
	return nil
}

// obey does what a signal asks for that does not end the process.
func (r *running) obey(s syscall.Signal) {
	switch s {
	case syscall.SIGHUP:
		r.gateway.DumpStates()
	case syscall.SIGQUIT:
		r.gateway.DumpPools()
	case syscall.SIGTTOU:
		r.gateway.Pause()
	case syscall.SIGTTIN:
		r.gateway.Resume()
	}
}

// say tells the operator something about the process.
func (p *program) say(r *running, line string) {
	if r.gateway.Announce != nil {
		r.gateway.Announce(severityWarning, line)
	}
}

// severityWarning is the level of what the process says of itself, as syslog counts.
const severityWarning = 4

// die ends the process by a signal, as the reference does, so that its parent sees which one it was. A worker says it
// by its exit code.
func die(s syscall.Signal) {
	signal.Reset(s)
	mortal(s)
	syscall.Kill(os.Getpid(), s)
	time.Sleep(time.Second) // it comes any moment
	os.Exit(128 + int(s))
}

// mortal makes a signal end the process even when its parent had it ignored, as shells do for SIGINT of what they start
// in the background.
func mortal(s syscall.Signal) {
	var byDefault [4]uint64 // struct sigaction of the kernel: handler SIG_DFL, no flags, nothing blocked
	syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(s), uintptr(unsafe.Pointer(&byDefault)), 0, 8, 0, 0)
}
