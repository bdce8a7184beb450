package test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"metergate/test/gateway"
)

func TestMain(m *testing.M) {
	code := m.Run()
	closeBrowser()
	gateway.Clean()
	os.Exit(code)
}

func TestScripts(t *testing.T) {
	for _, k := range gateway.Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			program := k.Require(t)
			testscript.Run(t, testscript.Params{
				Files:              scriptsFor(t, k),
				Setup:              func(e *testscript.Env) error { return setup(e, k, program) },
				Cmds:               commands,
				Condition:          func(cond string) (bool, error) { return condition(k, cond) },
				RequireUniqueNames: true,
			})
		})
	}
}

// names are the words by which scripts speak of a kind, in "# on:" and in conditions.
func names(k gateway.Kind) []string {
	if k.Ours() {
		return []string{k.Name, "metergate", "both"}
	}
	return []string{k.Name, "haproxy", "both"}
}

// condition judges the words in brackets before a line of a script.
func condition(k gateway.Kind, cond string) (bool, error) {
	switch cond {
	case "debian":
		return debian(), nil
	case "metergate", "haproxy", "rings", "epoll", "haproxy-2.6", "haproxy-3.5":
		return slices.Contains(names(k), cond), nil
	}
	return false, fmt.Errorf("unknown condition %q", cond)
}

// debian says whether Debian's own configuration can be started here: it is there, this is root,
// and no service uses its socket.
func debian() bool {
	if _, err := os.Stat("/etc/haproxy/haproxy.cfg"); err != nil || os.Geteuid() != 0 {
		return false
	}
	c, err := net.Dial("unix", "/run/haproxy/admin.sock")
	if err == nil {
		c.Close()
	}
	return err != nil
}

// scriptsFor are the scripts that run on a kind, those of the examples included.
func scriptsFor(t *testing.T, k gateway.Kind) (files []string) {
	all, err := filepath.Glob("script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	examples, err := filepath.Glob("../examples/*/*.txtar")
	if err != nil || len(examples) == 0 {
		t.Fatalf("no example has a script: %v", err)
	}
	for _, file := range append(all, examples...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(wanted(string(text)), func(w string) bool { return slices.Contains(names(k), w) }) {
			files = append(files, file)
		}
	}
	if len(files) == 0 {
		t.Skipf("no script is for %s", k.Name)
	}
	return files
}

// wanted reads the "# on:" line of a script's leading comment.
func wanted(text string) []string {
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			break
		}
		if kinds, ok := strings.CutPrefix(line, "# on:"); ok {
			return strings.Fields(kinds)
		}
	}
	return []string{"metergate"}
}

// commands are the words of the script language beyond testscript's own.
var commands = map[string]command{
	"ports":     cmdPorts,
	"require":   cmdRequire,
	"pause":     cmdPause,
	"gateway":   cmdGateway,
	"origin":    cmdOrigin,
	"ledger":    cmdLedger,
	"http":      cmdHTTP,
	"conn":      cmdConn,
	"load":      cmdLoad,
	"speaker":   cmdSpeaker,
	"socks":     cmdSocks,
	"h2":        cmdH2,
	"dns":       cmdNameserver,
	"cli":       cmdCLI,
	"stat":      cmdStat,
	"counters":  cmdCounters,
	"info":      cmdInfo,
	"prom":      cmdProm,
	"promcheck": cmdPromcheck,
	"syslog":    cmdSyslog,
	"redis":     cmdRedis,
	"await":     cmdAwait,
}
