package test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"

	"metergate/test/gateway"
)

const usageGateway = "gateway start|check|config|listens|signal|exit|output|stop ..."

func cmdGateway(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, args, 1, usageGateway)
	do, args := args[0], args[1:]
	switch do {
	case "start":
		gatewayStart(ts, neg, args)
	case "check":
		gatewayCheck(ts, neg, args)
	case "config":
		need(ts, args, 2, "gateway config FILE TARGET")
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(of(ts).expand(ts.ReadFile(args[0]))), 0o600))
	case "listens":
		need(ts, args, 1, "gateway listens PORT")
		eventually(ts, func() error { return listens(args[0], !neg) })
	case "signal":
		need(ts, args, 1, "gateway signal SIG [NAME]")
		ts.Check(running(ts, args[1:]).Signal(signal(ts, args[0])))
	case "exit":
		gatewayExit(ts, args)
	case "output":
		need(ts, args, 1, "gateway output PATTERN [NAME]")
		re, err := regexp.Compile(args[0])
		ts.Check(err)
		ts.Check(running(ts, args[1:]).Await(re))
	case "stop":
		p := running(ts, args)
		delete(of(ts).gateways, nameOr(args, "gw"))
		ts.Check(p.Stop())
	default:
		ts.Fatalf("usage: %s", usageGateway)
	}
}

// listens says whether a TCP port is in the wanted state, without connecting to it.
func listens(port string, want bool) error {
	n, err := strconv.Atoi(port)
	if err == nil && gateway.Listens(n) != want {
		err = fmt.Errorf("listening on %s is not %t", port, want)
	}
	return err
}

// nameOr is the optional name of a gateway.
func nameOr(args []string, def string) string {
	if len(args) > 0 && args[0] != "--" {
		return args[0]
	}
	return def
}

func running(ts *testscript.TestScript, args []string) *gateway.Process {
	name := nameOr(args, "gw")
	p := of(ts).gateways[name]
	if p == nil {
		ts.Fatalf("no gateway %s is running", name)
	}
	return p
}

// extra are the arguments after "--".
func extra(args []string) []string {
	if i := slices.Index(args, "--"); i >= 0 {
		return args[i+1:]
	}
	return nil
}

func gatewayStart(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, args, 1, "gateway start FILE [NAME] [-- ARG...]")
	s, name := of(ts), nameOr(args[1:], "gw")
	if s.gateways[name] != nil {
		ts.Fatalf("gateway %s is already running", name)
	}
	own := filepath.Join(s.names["WORK"], name+".api.cfg")
	text := fmt.Sprintf("global\n  stats socket %s mode 600 level admin expose-fd listeners\n", s.socket(name))
	ts.Check(os.WriteFile(own, []byte(text), 0o600))
	p, err := gateway.Start(gateway.Options{
		Kind: s.kind, Program: s.program, Dir: s.names["WORK"],
		Files: []string{s.expandFile(ts, args[0]), own}, Args: extra(args), Env: notify(ts),
	})
	if neg {
		if err == nil {
			p.Stop()
			ts.Fatalf("the gateway started")
		}
		fmt.Fprint(ts.Stderr(), p.Output())
		return
	}
	ts.Check(err)
	s.gateways[name] = p
	s.define(ts, name+"_pid", strconv.Itoa(p.Pid()))
}

// notify hands the variable by which a service manager is told on to the gateway.
func notify(ts *testscript.TestScript) []string {
	if path := ts.Getenv("NOTIFY_SOCKET"); path != "" {
		return []string{"NOTIFY_SOCKET=" + path}
	}
	return nil
}

// expandFile replaces the script's names in a file, in place, so that messages name the file as the script does.
func (s *state) expandFile(ts *testscript.TestScript, name string) string {
	path := ts.MkAbs(name)
	ts.Check(os.WriteFile(path, []byte(s.expand(ts.ReadFile(name))), 0o600))
	return path
}

func gatewayCheck(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, args, 1, "gateway check FILE [-- ARG...]")
	s := of(ts)
	s.expandFile(ts, args[0])
	cmd := exec.Command(s.program, append([]string{"-c", "-f", args[0]}, extra(args)...)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.names["WORK"], ts.Stdout(), ts.Stderr()
	err := cmd.Run()
	if (err != nil) != neg {
		ts.Fatalf("checking %s: %s", args[0], cmd.ProcessState)
	}
}

func gatewayExit(ts *testscript.TestScript, args []string) {
	need(ts, args, 1, "gateway exit STATUS [NAME]")
	p := running(ts, args[1:])
	code, err := p.Wait()
	ts.Check(err)
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit status %d, want %s\n%s", code, args[0], p.Output())
	}
	delete(of(ts).gateways, nameOr(args[1:], "gw"))
	ts.Check(p.Stop())
}

func signal(ts *testscript.TestScript, name string) os.Signal {
	signals := map[string]os.Signal{
		"TERM": syscall.SIGTERM, "INT": syscall.SIGINT, "HUP": syscall.SIGHUP, "QUIT": syscall.SIGQUIT,
		"USR1": syscall.SIGUSR1, "USR2": syscall.SIGUSR2, "TTOU": syscall.SIGTTOU, "TTIN": syscall.SIGTTIN,
	}
	sig := signals[name]
	if sig == nil {
		ts.Fatalf("unknown signal %q", name)
	}
	return sig
}
