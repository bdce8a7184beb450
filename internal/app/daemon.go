package app

import (
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"metergate/internal/conf"
)

// daemonize starts the program in the background and waits until it serves, or has failed.
func (p *program) daemonize() int {
	p.diag = conf.Diagnostics{} // what is wrong with the configuration is the child's to say
	r, w, err := os.Pipe()
	if err != nil {
		return p.fail(fmt.Errorf("cannot make a pipe: %w", err))
	}
	defer r.Close()
	child, err := p.origin.spawn(birth{Daemon: true}, true, giveReady(w))
	w.Close()
	if err != nil {
		return p.fail(err)
	}
	if n, _ := r.Read(make([]byte, 1)); n == 1 {
		return 0
	}
	state, err := child.Wait()
	if err != nil {
		return p.fail(fmt.Errorf("cannot wait for process %d: %w", child.Pid, err))
	}
	status := exitOf(state.Sys().(syscall.WaitStatus))
	return p.fail(fmt.Errorf("Process %d exited with %s", child.Pid, status))
}

// An exit is how a process ended: its code, or 128 and the number of the signal, and the word for it.
type exit struct {
	Code int
	Word string
}

func exitOf(w syscall.WaitStatus) exit {
	if w.Signaled() {
		return exit{128 + int(w.Signal()), signalWord(w.Signal())}
	}
	if code := w.ExitStatus(); code > 128 && code < 128+65 {
		return exit{code, signalWord(syscall.Signal(code - 128))}
	}
	return exit{w.ExitStatus(), "Exit"}
}

// signalWord is the C library's word for a signal.
func signalWord(s syscall.Signal) string {
	words := map[syscall.Signal]string{
		syscall.SIGTERM: "Terminated", syscall.SIGINT: "Interrupt", syscall.SIGKILL: "Killed", syscall.SIGABRT: "Aborted",
		syscall.SIGSEGV: "Segmentation fault", syscall.SIGBUS: "Bus error", syscall.SIGQUIT: "Quit", syscall.SIGHUP: "Hangup",
	}
	if word := words[s]; word != "" {
		return word
	}
	return unix.SignalName(s)
}

// String returns the exit as messages print it.
func (e exit) String() string { return fmt.Sprintf("code %d (%s)", e.Code, e.Word) }

// detach lets go of the terminal and tells the process that waits that all is well.
func (p *program) detach() error {
	if !p.birth.Daemon {
		return nil
	}
	defer p.null.Close()
	for fd := range 3 {
		if err := syscall.Dup3(int(p.null.Fd()), fd, 0); err != nil {
			return fmt.Errorf("cannot leave the terminal: %w", err)
		}
	}
	ready := os.NewFile(uintptr(p.birth.Ready), "ready")
	defer ready.Close()
	_, err := ready.Write([]byte{1})
	return err
}

// openNull opens what takes the place of the terminal, while the file system is whole.
func (p *program) openNull() (err error) {
	if !p.birth.Daemon {
		return nil
	}
	if p.null, err = os.OpenFile(os.DevNull, os.O_RDWR, 0); err != nil {
		return fmt.Errorf("cannot open %s: %w", os.DevNull, err)
	}
	return nil
}
