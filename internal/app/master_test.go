package app

import (
	"context"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// Under load the configuration is read again five times, once a broken one: no connection is refused, no request cut.
func TestReloadLosesNothing(t *testing.T) {
	port := takePort(t)
	file := config(t, port, "first", "")
	p := run(t, "-W", "-f", file)
	answers(t, port, "first")
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var load sync.WaitGroup
	var served atomic.Int64
	for range 3 {
		load.Go(func() { served.Add(int64(hammer(ctx, t, port))) })
	}
	for i := range 5 {
		word := fmt.Sprintf("word%d", i)
		if i == 2 {
			writeConfig(t, file, port, "ignored", "  nonsense")
			p.cmd.Process.Signal(syscall.SIGUSR2)
			p.says("Failed to load worker", 1)
		}
		writeConfig(t, file, port, word, "")
		p.cmd.Process.Signal(syscall.SIGUSR2)
		answers(t, port, word)
		p.says("Former worker", i+1)
	}
	stop()
	load.Wait()
	if served.Load() == 0 {
		t.Error("nothing was served meanwhile")
	}
	p.cmd.Process.Signal(syscall.SIGTERM)
	if code := p.ends(); code != 0 {
		t.Errorf("exit code %d:\n%s", code, &p.out)
	}
}

// ask sends lines to the master's Runtime API and returns the whole answer.
func ask(t *testing.T, path, lines string) string {
	t.Helper()
	c, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, lines)
	c.(*net.UnixConn).CloseWrite()
	text, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestMasterAPI(t *testing.T) {
	port := takePort(t)
	file := config(t, port, "up", "")
	socket := filepath.Join(t.TempDir(), "m")
	p := run(t, "-W", "-S", socket+",mode,600", "-f", file)
	p.says("Loading success.", 1)
	version := ask(t, socket, "show version\n")
	for _, c := range []struct{ line, want string }{
		{"@1 show version", version},
		{"@1 show version;show version", version + version},
		{"@1;show version", version},
		{"@master show version", version},
		{"@@1 show version;show cli level", version + "admin\n\n"},
		{"user;show cli level", "user\n\n"},
		{"operator;@1 disable frontend f", "Permission denied\n\n"},
		{"@2 show version", "Can't find the target PID matching the prefix '@2'\n"},
		{"@!1 show version", "Can't find the target PID matching the prefix '@!1'\n"},
		{"prompt\n@7", "master> Can't find the target PID matching the prefix '@7'\nmaster> "},
	} {
		if got := ask(t, socket, c.line+"\n"); got != c.want {
			t.Errorf("%s: got %q, want %q", c.line, got, c.want)
		}
	}
	if got := ask(t, socket, "reload\n"); !strings.HasPrefix(got, "Success=1\n--\n") {
		t.Errorf("reload: %q", got)
	}
	if got := ask(t, socket, "hard-reload\n"); !strings.HasPrefix(got, "Success=1\n--\n") {
		t.Errorf("hard-reload: %q", got)
	}
	p.says("exited with code 143 (Terminated)", 1)
	writeConfig(t, file, port, "x", "  nonsense")
	if got := ask(t, socket, "reload\n"); !strings.HasPrefix(got, "Success=0\n--\n") || !strings.Contains(got, "nonsense") {
		t.Errorf("reload of a broken configuration: %q", got)
	}
	if got := ask(t, socket, "prompt\nshow proc\n"); !strings.Contains(got, "master[ReloadFailed]> ") || !strings.Contains(got, "3 [failed: 1]") {
		t.Errorf("after a failed reload: %q", got)
	}
	answers(t, port, "up")
	p.cmd.Process.Signal(syscall.SIGINT)
	if code := p.ends(); code != 130 {
		t.Errorf("exit code %d after INT", code)
	}
}

// A worker that dies takes the master with it, so that whoever watches over the master starts all anew.
func TestWorkerDies(t *testing.T) {
	port := takePort(t)
	p := run(t, "-W", "-f", config(t, port, "up", ""))
	p.says("Loading success.", 1)
	var worker int
	fmt.Sscanf(p.out.String()[strings.Index(p.out.String(), "worker (")+len("worker ("):], "%d", &worker)
	syscall.Kill(worker, syscall.SIGKILL)
	if code := p.ends(); code != 137 {
		t.Errorf("exit code %d:\n%s", code, &p.out)
	}
}

// A worker does not outlive its master.
func TestMasterDies(t *testing.T) {
	port := takePort(t)
	p := run(t, "-W", "-f", config(t, port, "up", ""))
	answers(t, port, "up")
	p.cmd.Process.Kill()
	p.cmd.Wait()
	eventually(t, "the worker ends", func() bool { _, err := get(port); return err != nil })
}
