package admin

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("metergate/internal/netio.(*Pool).work"))
}

// impatient is a gateway whose clients must not be silent for long.
const impatient = `
global
  stats socket ${DIR}/admin.sock level admin
  stats timeout 1s
  stats maxconn 2
defaults
  mode http
  timeout client 1s
  timeout server 1s
  timeout connect 1s
backend be
  server s 127.0.0.1:9
`

// A line that does not end is refused as soon as it is too long, whatever follows.
func TestFloodWithoutNewline(t *testing.T) {
	r := newRig(t, rigConfig)
	c := r.dial("user")
	go io.Copy(c, io.LimitReader(endless('x'), 8<<20))
	answer, err := io.ReadAll(c)
	if !strings.HasPrefix(string(answer), "The command line is too big") {
		t.Errorf("got %.80q, %v", answer, err)
	}
	if got := r.ask("user", "show version\n"); got != "3.5.0\n\n" {
		t.Errorf("after the flood: %q", got)
	}
}

func TestFloodOfPayload(t *testing.T) {
	r := newRig(t, rigConfig)
	c := r.dial("user")
	go func() {
		io.WriteString(c, "echo a <<END\n")
		io.Copy(c, io.LimitReader(lines{}, 8<<20))
	}()
	answer, _ := io.ReadAll(c)
	if string(answer) != "The payload is too big.\n" {
		t.Errorf("got %.80q", answer)
	}
}

// endless is a reader of one byte again and again.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	copy(p, bytes.Repeat([]byte{byte(e)}, len(p)))
	return len(p), nil
}

// lines is a reader of short lines without end.
type lines struct{}

func (lines) Read(p []byte) (int, error) {
	return copy(p, bytes.Repeat([]byte("abcdefg\n"), len(p)/8+1)), nil
}

// Clients that say nothing are cut, so that others get their place.
func TestSilentClientsGiveWay(t *testing.T) {
	r := newRig(t, impatient)
	for range 5 {
		r.dial("admin")
	}
	if got := r.ask("admin", "show cli level\n"); got != "admin\n\n" {
		t.Errorf("got %q", got)
	}
}

// A client that reads nothing is cut when its buffers are full, and what is computed for it stops.
func TestClientThatDoesNotRead(t *testing.T) {
	r := newRig(t, impatient)
	c := r.dial("admin")
	line := strings.Repeat("help;", 3000) + "help\n"
	if _, err := io.WriteString(c, line); err != nil {
		t.Fatal(err)
	}
	if got := r.ask("admin", "show cli level\n"); got != "admin\n\n" {
		t.Errorf("beside it: %q", got)
	}
	for deadline := time.Now().Add(30 * time.Second); ; {
		r.api.mu.Lock()
		n := len(r.api.clients)
		r.api.mu.Unlock()
		if n == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("it is still served")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// A prompt that waits and a wait that lasts end with the server.
func TestCloseEndsClients(t *testing.T) {
	r := newRig(t, rigConfig)
	prompt, wait := r.dial("admin"), r.dial("admin")
	io.WriteString(prompt, "prompt\n")
	if line, _ := bufio.NewReader(prompt).ReadString('>'); line != "\n>" {
		t.Fatalf("prompt: %q", line)
	}
	io.WriteString(wait, "wait 1h\n")
	for len(r.api.places) < 2 {
		time.Sleep(time.Millisecond)
	}
	r.api.Close()
	if _, err := io.ReadAll(prompt); err != nil && !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("prompt: %v", err)
	}
	if _, err := net.Dial("unix", filepath.Join(r.dir, "admin.sock")); err == nil {
		t.Error("the socket still listens")
	}
}

// A second server takes the path over while the first one lives; when the first one ends, the path is the second's.
func TestPathIsTakenOver(t *testing.T) {
	first := newRig(t, rigConfig)
	second := &Server{Config: first.api.Config, timeout: time.Second, places: make(chan struct{}, 1), clients: map[net.Conn]bool{}, done: make(chan struct{})}
	l, err := listenPath(filepath.Join(first.dir, "admin.sock"), rigOpts)
	if err != nil {
		t.Fatal(err)
	}
	k := &Socket{listener: l, Level: User}
	second.sockets = []*Socket{k}
	second.wait.Go(func() { second.accept(k) })
	defer second.Close()
	first.api.Stop()
	if got := first.ask("admin", "show cli level\n"); got != "user\n\n" {
		t.Errorf("got %q", got)
	}
	if left, _ := filepath.Glob(filepath.Join(first.dir, "*.tmp")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func TestServeWithoutSocket(t *testing.T) {
	r := newRig(t, rigConfig)
	near, far := net.Pipe()
	go r.api.Serve(far, Client{Level: Operator})
	near.SetDeadline(time.Now().Add(30 * time.Second))
	go io.WriteString(near, "show cli level\n")
	if answer, err := io.ReadAll(near); string(answer) != "operator\n\n" {
		t.Errorf("got %q, %v", answer, err)
	}
}

func TestSocketRights(t *testing.T) {
	r := newRig(t, strings.Replace(rigConfig, "admin.sock level admin", "admin.sock mode 600 level admin", 1))
	info, err := os.Stat(filepath.Join(r.dir, "admin.sock"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
