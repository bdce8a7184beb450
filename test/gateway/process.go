package gateway

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Patience bounds every wait for a gateway: to be ready, to say something, to end.
const Patience = 30 * time.Second

// Options say how a gateway is started.
type Options struct {
	Kind    Kind
	Program string   // as Require returned it
	Dir     string   // its working directory
	Files   []string // configuration files, each given with -f
	Args    []string // further arguments
	Env     []string // added to the environment of the test
}

// Process is a running gateway.
type Process struct {
	cmd  *exec.Cmd
	out  output
	done chan struct{} // closed when it was waited for
}

// Start runs a gateway and waits until it is ready. If it ends before, the
// error tells its status and what it said.
func Start(o Options) (*Process, error) {
	var config strings.Builder
	args := []string{}
	for _, file := range o.Files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		config.Write(text)
		args = append(args, "-f", file)
	}
	p := &Process{cmd: exec.Command(o.Program, append(args, o.Args...)...), done: make(chan struct{})}
	p.cmd.Dir = o.Dir
	p.cmd.Env = append(append(os.Environ(), o.Kind.Env...), o.Env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.out
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.cmd.WaitDelay = time.Second // a worker left behind must not hold the pipes
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start %s: %w", o.Kind.Name, err)
	}
	go func() {
		p.cmd.Wait()
		close(p.done)
	}()
	return p, p.ready(addresses(config.String()))
}

func (p *Process) ready(ports []int, paths []string) error {
	err := p.until(func() bool { return ready(ports, paths) })
	if err != nil {
		p.Stop()
		return fmt.Errorf("cannot get the gateway ready: %w", err)
	}
	return nil
}

// until polls f; it fails when the process ends or Patience is over.
func (p *Process) until(f func() bool) error {
	for end := time.Now().Add(Patience); !f(); {
		select {
		case <-p.done:
			if f() {
				return nil
			}
			return fmt.Errorf("it ended: %s\n%s", p.cmd.ProcessState, p.Output())
		case <-time.After(5 * time.Millisecond):
		}
		if time.Now().After(end) {
			return fmt.Errorf("not within %v\n%s", Patience, p.Output())
		}
	}
	return nil
}

// Pid is the process id.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Output is all that the process wrote so far, both streams together.
func (p *Process) Output() string { return p.out.String() }

// Await waits until the output matches.
func (p *Process) Await(re *regexp.Regexp) error {
	return p.until(func() bool { return re.MatchString(p.Output()) })
}

// Signal sends a signal.
func (p *Process) Signal(sig os.Signal) error { return p.cmd.Process.Signal(sig) }

// Wait waits for the end and returns the status as a shell tells it:
// 128 and the signal's number for a process that a signal ended.
func (p *Process) Wait() (int, error) {
	select {
	case <-p.done:
	case <-time.After(Patience):
		return 0, fmt.Errorf("the gateway did not end within %v", Patience)
	}
	ws := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if ws.Signaled() {
		return 128 + int(ws.Signal()), nil
	}
	return ws.ExitStatus(), nil
}

// Stop ends the process, by force if it must, and reports what no gateway may do:
// not end when told to, panic, or race.
func (p *Process) Stop() error {
	p.Signal(syscall.SIGTERM)
	_, err := p.Wait()
	if err != nil {
		p.Signal(syscall.SIGQUIT) // a Go program prints its goroutines
		time.Sleep(500 * time.Millisecond)
		p.cmd.Process.Kill()
		<-p.done
		err = fmt.Errorf("%w\n%s", err, p.Output())
	}
	syscall.Kill(-p.Pid(), syscall.SIGKILL) // workers that a master left behind
	if m := broken.FindString(p.Output()); m != "" {
		err = errors.Join(err, fmt.Errorf("the gateway said %q\n%s", m, p.Output()))
	}
	return err
}

// broken finds the marks of a crash or of a data race of a Go program.
var broken = regexp.MustCompile(`(?m)^(panic: .*|fatal error: .*|WARNING: DATA RACE|unexpected fault address .*)$`)

// output collects what two streams write.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}
