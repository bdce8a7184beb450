package test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"metergate/test/gateway"
)

// A receiver is a program of somebody else that metrics are pushed to.
type receiver struct {
	program string
	args    []string
	cmd     *exec.Cmd
	said    *bytes.Buffer
}

// newReceiver returns a receiver that does not run yet. Without its program the test is skipped, or fails when peers are
// required.
func newReceiver(t *testing.T, program string, args ...string) *receiver {
	t.Helper()
	path, err := exec.LookPath(program)
	switch {
	case err != nil && gateway.Required():
		t.Fatal(err)
	case err != nil:
		t.Skipf("%v; test/install-peers installs it", err)
	}
	r := &receiver{program: path, args: args}
	t.Cleanup(r.kill)
	return r
}

func (r *receiver) start(t *testing.T) {
	t.Helper()
	r.said = &bytes.Buffer{}
	r.cmd = exec.Command(r.program, r.args...)
	r.cmd.Stdout, r.cmd.Stderr = r.said, r.said
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
}

// kill ends it without a warning.
func (r *receiver) kill() {
	if r.cmd != nil {
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait()
		r.cmd = nil
	}
}

// forwarder is a gateway whose section `metrics-forward out` is tested.
type forwarder struct {
	*gateway.Process
	api, fe string // addresses
}

const forwarderConfig = `
global
  stats socket 127.0.0.1:%d level admin
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend fe
  bind 127.0.0.1:%d
  http-request return status 200
backend be.1
  server s1 127.0.0.1:1
metrics-forward out
%s
`

// startForwarder starts a gateway with the lines of its section.
func startForwarder(t *testing.T, section string) *forwarder {
	t.Helper()
	k, dir := gateway.Kinds()[0], t.TempDir()
	api, fe := freePort(t), freePort(t)
	file := filepath.Join(dir, "gw.cfg")
	write(t, file, fmt.Sprintf(forwarderConfig, api, fe, section))
	p, err := gateway.Start(gateway.Options{Kind: k, Program: k.Require(t), Dir: dir, Files: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	return &forwarder{p, fmt.Sprintf("127.0.0.1:%d", api), fmt.Sprintf("127.0.0.1:%d", fe)}
}

// request makes requests to the frontend.
func (f *forwarder) request(t *testing.T, n int) {
	t.Helper()
	for range n {
		c := client{addr: f.fe, target: "/", method: "GET", serial: 1, parallel: 1}
		if a := c.run()[0]; a.result != "200" {
			t.Fatalf("the frontend answered %s", a.result)
		}
	}
}

// shown returns a number that `show metrics-forward out` has, 0 without.
func (f *forwarder) shown(t *testing.T, name string) (n int) {
	t.Helper()
	out, err := ask(f.api, "show metrics-forward out")
	if err != nil {
		t.Fatal(err)
	}
	if m := regexp.MustCompile(`(?m)^` + name + `: *(\d+)`).FindStringSubmatch(out); m != nil {
		fmt.Sscan(m[1], &n)
	}
	return n
}

// makeDir makes a directory below another one.
func makeDir(t *testing.T, parts ...string) string {
	t.Helper()
	dir := filepath.Join(parts...)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}
