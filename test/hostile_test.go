package test

import (
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"metergate/test/gateway"
	"metergate/test/origin"
)

// house is a running metergate before one origin, for tests that are tables of raw messages.
type house struct {
	addr   string
	origin *origin.Server
	proc   *gateway.Process
}

const houseConfig = `
global
  stats socket %s mode 600 level admin
defaults
  mode http
  timeout client 3s
  timeout server 2s
  timeout connect 1s
  timeout http-request 2s
frontend f
  bind 127.0.0.1:%d
  default_backend b
backend b
  http-reuse always
  server s %s
`

// eachHouse runs a test against metergate on each of its pollers.
func eachHouse(t *testing.T, f func(t *testing.T, h *house)) {
	for _, k := range gateway.Kinds() {
		if k.Ours() {
			t.Run(k.Name, func(t *testing.T) { f(t, openHouse(t, k)) })
		}
	}
}

func openHouse(t *testing.T, k gateway.Kind) *house {
	t.Helper()
	program, dir := k.Require(t), t.TempDir()
	o, err := origin.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Stop)
	port := freePort(t)
	file := filepath.Join(dir, "gw.cfg")
	write(t, file, fmt.Sprintf(houseConfig, filepath.Join(dir, "gw.sock"), port, o.Addr()))
	p, err := gateway.Start(gateway.Options{Kind: k, Program: program, Dir: dir, Files: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	return &house{addr: fmt.Sprintf("127.0.0.1:%d", port), origin: o, proc: p}
}

// talk sends raw bytes on a connection of their own and reads up to its end. An open
// connection after the time is an error; a reset is an end like any other.
func (h *house) talk(raw string) (string, error) {
	c, err := net.Dial("tcp", h.addr)
	if err != nil {
		return "", err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	io.WriteString(c, raw) // a refusal may come, and the connection close, before all is sent
	got, err := io.ReadAll(c)
	if err != nil && endOf(err, "eof") == "reset" {
		err = nil
	}
	return string(got), err
}

// statuses are the status codes of the answers in what a client received.
func statuses(got string) (codes []string) {
	for _, part := range strings.Split(got, "HTTP/1.1 ")[1:] {
		if code := part[:min(3, len(part))]; code != "100" {
			codes = append(codes, code)
		}
	}
	return codes
}

// alive asserts that the gateway still serves.
func (h *house) alive(t *testing.T, after string) {
	t.Helper()
	got, err := h.talk("GET /alive HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
	if err != nil || len(statuses(got)) != 1 || statuses(got)[0] != "200" {
		t.Fatalf("after %s the gateway answers %q, %v\n%s", after, got, err, h.proc.Output())
	}
}
