package test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"

	"metergate/test/gateway"
)

var cmdGateway = verbs("gateway", map[string]verb{
	"start":   {"FILE [NAME] [-- ARG...]", 1, true, gatewayStart},
	"check":   {"FILE [-- ARG...]", 1, true, gatewayCheck},
	"config":  {"FILE TARGET", 2, false, gatewayConfig},
	"listens": {"PORT", 1, true, gatewayListens},
	"answers": {"SOCKET", 1, false, gatewayAnswers},
	"signal":  {"SIG [NAME]", 1, false, gatewaySignal},
	"exit":    {"STATUS [NAME]", 1, false, gatewayExit},
	"output":  {"PATTERN [NAME]", 1, false, gatewayOutput},
	"stop":    {"[NAME]", 0, false, gatewayStop},
})

// nameOr is the optional name of a gateway.
func nameOr(args []string, def string) string {
	if len(args) > 0 && args[0] != "--" {
		return args[0]
	}
	return def
}

// extra are the arguments after "--".
func extra(args []string) []string {
	if i := slices.Index(args, "--"); i >= 0 {
		return args[i+1:]
	}
	return nil
}

// running is the gateway whose name args may begin with.
func running(ts *testscript.TestScript, args []string) *gateway.Process {
	name := nameOr(args, "gw")
	p := of(ts).gateways[name]
	if p == nil {
		ts.Fatalf("no gateway %s is running", name)
	}
	return p
}

func gatewayStart(ts *testscript.TestScript, neg bool, args []string) {
	s, name := of(ts), nameOr(args[1:], "gw")
	if s.gateways[name] != nil {
		ts.Fatalf("gateway %s is already running", name)
	}
	p, err := gateway.Start(gateway.Options{
		Kind: s.kind, Program: s.program, Dir: s.names["WORK"],
		Files: []string{s.expandFile(ts, args[0]), s.apiFile(ts, name)}, Args: extra(args), Env: notify(ts),
	})
	if !neg {
		ts.Check(err)
		s.gateways[name] = p
		s.define(ts, name+"_pid", strconv.Itoa(p.Pid()))
		return
	}
	if err == nil {
		p.Stop()
		ts.Fatalf("the gateway started")
	}
	fmt.Fprint(ts.Stderr(), p.Output())
}

// apiFile is a configuration that adds a Runtime API socket for the script.
func (s *state) apiFile(ts *testscript.TestScript, name string) string {
	path := filepath.Join(s.names["WORK"], name+".api.cfg")
	text := fmt.Sprintf("global\n  stats socket %s mode 600 level admin expose-fd listeners\n", s.socket(name))
	ts.Check(os.WriteFile(path, []byte(text), 0o600))
	return path
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
	s := of(ts)
	s.expandFile(ts, args[0])
	cmd := exec.Command(s.program, append([]string{"-c", "-f", args[0]}, extra(args)...)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.names["WORK"], ts.Stdout(), ts.Stderr()
	err := cmd.Run()
	if (err != nil) != neg {
		ts.Fatalf("checking %s: %s", args[0], cmd.ProcessState)
	}
}

func gatewayConfig(ts *testscript.TestScript, _ bool, args []string) {
	text := of(ts).expand(ts.ReadFile(args[0]))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
}

func gatewayListens(ts *testscript.TestScript, neg bool, args []string) {
	port, err := strconv.Atoi(args[0])
	ts.Check(err)
	eventually(ts, func() error {
		if gateway.Listens(port) == neg {
			return fmt.Errorf("that something listens on port %d is %t", port, neg)
		}
		return nil
	})
}

// gatewayAnswers waits until a master answers on its Runtime API: while it executes itself anew it hears no signal.
func gatewayAnswers(ts *testscript.TestScript, _ bool, args []string) {
	eventually(ts, func() error {
		answer, err := ask(args[0], "show proc")
		if err == nil && !strings.Contains(answer, "worker") {
			err = fmt.Errorf("the master says %q", answer)
		}
		return err
	})
}

func gatewaySignal(ts *testscript.TestScript, _ bool, args []string) {
	signals := map[string]os.Signal{
		"TERM": syscall.SIGTERM, "INT": syscall.SIGINT, "HUP": syscall.SIGHUP, "QUIT": syscall.SIGQUIT,
		"USR1": syscall.SIGUSR1, "USR2": syscall.SIGUSR2, "TTOU": syscall.SIGTTOU, "TTIN": syscall.SIGTTIN,
		"KILL": syscall.SIGKILL,
	}
	sig := signals[args[0]]
	if sig == nil {
		ts.Fatalf("unknown signal %q", args[0])
	}
	ts.Check(running(ts, args[1:]).Signal(sig))
}

func gatewayExit(ts *testscript.TestScript, _ bool, args []string) {
	p := running(ts, args[1:])
	code, err := p.Wait()
	ts.Check(err)
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit status %d, want %s\n%s", code, args[0], p.Output())
	}
	gatewayStop(ts, false, args[1:])
}

func gatewayOutput(ts *testscript.TestScript, _ bool, args []string) {
	re, err := regexp.Compile(args[0])
	ts.Check(err)
	ts.Check(running(ts, args[1:]).Await(re))
}

func gatewayStop(ts *testscript.TestScript, _ bool, args []string) {
	p := running(ts, args)
	delete(of(ts).gateways, nameOr(args, "gw"))
	ts.Check(p.Stop())
}
