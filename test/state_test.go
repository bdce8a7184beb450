package test

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"metergate/test/gateway"
	"metergate/test/h2"
	"metergate/test/origin"
	"metergate/test/port"
)

// patience bounds every wait of a command. It costs nothing where all is well, and a busy machine may need most of it.
const patience = 20 * time.Second

// state is what one run of a script has open.
type state struct {
	t           testscript.T
	kind        gateway.Kind
	program     string
	names       map[string]string // what ${name} means in the files of the script
	gateways    map[string]*gateway.Process
	origins     map[string]*origin.Server
	conns       map[string]*conn
	syslogs     map[string]*syslogd
	speakers    map[string]*speaker
	socks       map[string]*socks
	nameservers map[string]*nameserver
	loads       map[string]*loader
	redises     map[string]*redisServer
	h2servers   map[string]*h2.Server
	h2rogues    map[string]*h2.Rogue
}

type stateKey struct{}

func setup(e *testscript.Env, k gateway.Kind, program string) error {
	s := &state{
		t: e.T(), kind: k, program: program, names: map[string]string{"WORK": e.WorkDir},
		gateways: map[string]*gateway.Process{}, origins: map[string]*origin.Server{},
		conns: map[string]*conn{}, syslogs: map[string]*syslogd{},
		speakers: map[string]*speaker{}, socks: map[string]*socks{}, nameservers: map[string]*nameserver{}, loads: map[string]*loader{}, redises: map[string]*redisServer{},
		h2servers: map[string]*h2.Server{}, h2rogues: map[string]*h2.Rogue{},
	}
	e.Values[stateKey{}] = s
	e.Setenv("gateway", program)
	examples, err := filepath.Abs("../examples")
	if err != nil {
		return err
	}
	e.Setenv("examples", examples)
	for _, v := range k.Env {
		name, value, _ := strings.Cut(v, "=")
		e.Setenv(name, value)
	}
	e.Defer(func() {
		if err := s.close(); err != nil {
			e.T().Log(err)
			e.T().FailNow()
		}
	})
	return nil
}

func of(ts *testscript.TestScript) *state { return ts.Value(stateKey{}).(*state) }

// close ends everything; only a gateway that ends badly is an error.
func (s *state) close() (err error) {
	for _, c := range s.conns {
		c.Close()
	}
	for _, l := range s.loads {
		l.end()
	}
	for name, p := range s.gateways {
		if e := p.Stop(); e != nil {
			err = errors.Join(err, fmt.Errorf("gateway %s: %w", name, e))
		}
	}
	for _, o := range s.origins {
		o.Stop()
	}
	for _, n := range s.nameservers {
		n.Close()
	}
	for _, p := range s.socks {
		p.Close()
	}
	for _, s := range s.h2servers {
		s.Stop()
	}
	for _, r := range s.h2rogues {
		r.Stop()
	}
	for _, sp := range s.speakers {
		sp.Close()
	}
	for _, l := range s.syslogs {
		l.Close()
	}
	return err
}

// define gives name a meaning for script lines ($name) and files (${name}).
func (s *state) define(ts *testscript.TestScript, name, value string) {
	s.names[name] = value
	ts.Setenv(name, value)
}

// variable is ${name}, or ${name-default} as the examples have it.
var variable = regexp.MustCompile(`\$\{(\w+)(-[^}]*)?\}`)

// expand replaces the variables with the names of the script and no others.
func (s *state) expand(text string) string {
	return variable.ReplaceAllStringFunc(text, func(v string) string {
		if value, ok := s.names[variable.FindStringSubmatch(v)[1]]; ok {
			return value
		}
		return v
	})
}

// socket is the Runtime API of a gateway of the script.
func (s *state) socket(name string) string { return filepath.Join(s.names["WORK"], name+".sock") }

// address turns a bare port into an address on loopback.
func address(s string) string {
	if _, err := strconv.Atoi(s); err == nil {
		return "127.0.0.1:" + s
	}
	return s
}

// eventually polls f until it returns nil, and fails with its last error.
func eventually(ts *testscript.TestScript, f func() error) {
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		err := f()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("after %v: %v", patience, err)
		}
	}
}

// need checks the number of words of a command.
func need(ts *testscript.TestScript, args []string, n int, usage string) {
	if len(args) < n {
		ts.Fatalf("usage: %s", usage)
	}
}

// positive refuses "!" for commands that have no negative meaning.
func positive(ts *testscript.TestScript, neg bool) {
	if neg {
		ts.Fatalf("this command cannot be negated")
	}
}

func cmdPorts(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	for _, name := range args {
		n, err := port.Free()
		ts.Check(err)
		of(ts).define(ts, name, strconv.Itoa(n))
	}
}

func cmdPause(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	need(ts, args, 1, "pause DURATION")
	d, err := time.ParseDuration(args[0])
	ts.Check(err)
	time.Sleep(min(d, 3*time.Second))
}

func cmdRequire(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	for _, program := range args {
		if _, err := exec.LookPath(program); err != nil {
			if gateway.Required() {
				ts.Fatalf("%s is not installed (see test/install-peers)", program)
			}
			of(ts).t.Skip(program + " is not installed (see test/install-peers)")
		}
	}
}
