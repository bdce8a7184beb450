package test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// redisServer is a real Redis of a script, which keeps its port and its folder over restarts.
type redisServer struct {
	port, dir string
	args      []string
	process   *exec.Cmd
}

// start runs it, without what nobody asked for: it keeps what it is told in memory alone.
func (r *redisServer) start() error {
	args := append([]string{"--port", r.port, "--bind", "127.0.0.1", "--dir", r.dir, "--save", "", "--daemonize", "no"}, r.args...)
	r.process = exec.Command("redis-server", args...)
	r.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return r.process.Start()
}

// kill ends it as a power cut does.
func (r *redisServer) kill() {
	if r.process != nil {
		r.process.Process.Kill()
		r.process.Wait()
		r.process = nil
	}
}

// listens tells whether it can be connected to.
func (r *redisServer) listens() error {
	c, err := net.Dial("tcp", "127.0.0.1:"+r.port)
	if err == nil {
		c.Close()
	}
	return err
}

// cmdRedis starts a Redis at a port of the script, kills it, starts it again, stops it in its tracks and lets it go on.
func cmdRedis(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	need(ts, args, 2, "redis start|kill|restart|freeze|thaw NAME [ARG...]")
	s, name := of(ts), args[1]
	r := s.redises[name]
	switch {
	case args[0] == "start" && r == nil:
		dir := ts.MkAbs(name + ".redis")
		ts.Check(os.MkdirAll(dir, 0o700))
		r = &redisServer{port: ts.Getenv(name), dir: dir, args: args[2:]}
		s.redises[name] = r
		ts.Defer(r.kill)
		ts.Check(r.start())
		eventually(ts, r.listens)
	case r == nil:
		ts.Fatalf("there is no redis %q", name)
	case args[0] == "kill":
		r.kill()
	case args[0] == "restart":
		r.kill()
		ts.Check(r.start())
		eventually(ts, r.listens)
	case args[0] == "freeze":
		ts.Check(r.process.Process.Signal(syscall.SIGSTOP))
	case args[0] == "thaw":
		ts.Check(r.process.Process.Signal(syscall.SIGCONT))
	default:
		ts.Fatalf("redis: unknown word %q", args[0])
	}
}

// cmdAwait waits until a command of a Runtime API answers what matches.
func cmdAwait(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	s, on := of(ts), "gw"
	if len(args) > 2 && args[0] == "-on" {
		on, args = args[1], args[2:]
	}
	need(ts, args, 2, "await [-on NAME] PATTERN COMMAND")
	want, err := regexp.Compile(args[0])
	ts.Check(err)
	eventually(ts, func() error {
		answer, err := ask(s.socket(on), strings.Join(args[1:], " "))
		if err == nil && !want.MatchString(answer) {
			err = fmt.Errorf("%q does not match %v", answer, want)
		}
		return err
	})
}
