package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"metergate/test/port"
)

// runMetergate, in the environment, makes the test binary the program itself.
const runMetergate = "APP_TEST_RUN_METERGATE"

func TestMain(m *testing.M) {
	if os.Getenv(runMetergate) != "" {
		os.Exit(Run(os.Args, os.Stdout, os.Stderr))
	}
	if addr := os.Getenv(keepPort); addr != "" {
		os.Exit(keep(addr))
	}
	os.Exit(m.Run())
}

// A process is a running metergate.
type process struct {
	t   *testing.T
	cmd *exec.Cmd
	out lockedBuffer
}

// A lockedBuffer is what a process prints.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// run starts metergate; it is ended with the test.
func run(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(os.Args[0], args...)}
	p.cmd.Env = append(os.Environ(), runMetergate+"=1")
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.out
	p.cmd.WaitDelay = 5 * time.Second
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.cmd.Process.Signal(syscall.SIGTERM)
			p.cmd.Wait()
		}
	})
	return p
}

// ends waits for the end and returns the exit code, as a shell says it.
func (p *process) ends() int {
	p.t.Helper()
	p.cmd.Wait()
	return exitOf(p.cmd.ProcessState.Sys().(syscall.WaitStatus)).Code
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// says waits until the process has printed a text that often.
func (p *process) says(text string, times int) {
	p.t.Helper()
	eventually(p.t, fmt.Sprintf("%q %d times in:\n%s", text, times, &p.out), func() bool {
		return strings.Count(p.out.String(), text) >= times
	})
}

// config writes a configuration that answers with a word on a port; it returns the file.
func config(t *testing.T, port int, word, global string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "gw.cfg")
	writeConfig(t, path, port, word, global)
	return path
}

func writeConfig(t *testing.T, path string, port int, word, global string) {
	t.Helper()
	text := fmt.Sprintf(`global
  nbthread 1
%s
defaults
  mode http
  timeout client 5s
frontend f
  bind 127.0.0.1:%d
  http-request return status 200 content-type text/plain string %s
`, global, port, word)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// takePort returns a port for a gateway of the test.
func takePort(t *testing.T) int {
	t.Helper()
	n, err := port.Free()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// get asks on a new connection and returns the body.
func get(port int) (string, error) {
	c := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
	res, err := c.Get(fmt.Sprintf("http://127.0.0.1:%d/", port))
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return string(body), err
}

// answers waits until the gateway answers with a word.
func answers(t *testing.T, port int, word string) {
	t.Helper()
	eventually(t, fmt.Sprintf("port %d answers %s", port, word), func() bool {
		got, err := get(port)
		return err == nil && got == word
	})
}

// hammer asks until ctx ends, and reports every request that is not answered; it returns how many were.
func hammer(ctx context.Context, t *testing.T, port int) (count int) {
	for ctx.Err() == nil {
		if _, err := get(port); err != nil {
			t.Errorf("request %d: %v", count, err)
			return count
		}
		count++
	}
	return count
}

// dial opens a connection.
func dial(t *testing.T, port int) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	return c
}
