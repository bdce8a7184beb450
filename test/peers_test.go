package test

import (
	"fmt"
	"io"
	"net"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"metergate/test/gateway"
)

const peersConfig = `
global
  stats socket %[1]s level admin
defaults
  mode http
  timeout client 30s
  timeout server 30s
  timeout connect 30s
peers all
  %[7]s
  bind 127.0.0.1:%[3]d
  server %[2]s
  %[4]s
  table own type integer size 1k expire 1h store gpc(3),gpt(2),gpc_rate(2,1h)
frontend f
  bind 127.0.0.1:%[5]d
  http-request track-sc0 req.hdr(user) table users
  http-request track-sc1 req.hdr(user),length table all/own
  http-request sc-inc-gpc(2,1)
  http-request sc-set-gpt(1,1) 7
  use_backend b
backend b
  stick on req.hdr(user) table users
  server one 127.0.0.1:%[6]d
listen o
  bind 127.0.0.1:%[6]d
  http-request return status 200
backend users
  stick-table type string len 30 size 1k expire 1h store conn_cur,http_req_cnt,http_req_rate(1h),bytes_in_cnt peers all
`

// member is one of the processes that keep tables alike.
type member struct {
	name, dir, sock string
	kind            gateway.Kind
	program         string
	peer, fe, inner int // ports
	other           *member
	pem             string // of connections between them, empty for those that are not encrypted
}

func newMember(t *testing.T, name, dir string, k gateway.Kind) *member {
	return &member{
		name: name, dir: dir, sock: filepath.Join(dir, name+".sock"), kind: k, program: k.Require(t),
		peer: freePort(t), fe: freePort(t), inner: freePort(t),
	}
}

// start runs the process; what ends it is returned too.
func (m *member) start(t *testing.T, args ...string) *gateway.Process {
	t.Helper()
	others := ""
	if m.other != nil {
		others = fmt.Sprintf("server %s 127.0.0.1:%d", m.other.name, m.other.peer)
	}
	file := filepath.Join(m.dir, m.name+".cfg")
	secure := ""
	if m.pem != "" {
		tls := fmt.Sprintf("ssl crt %[1]s ca-file %[1]s verify required", m.pem)
		secure = "default-server " + tls + "\n  default-bind " + tls
	}
	write(t, file, fmt.Sprintf(peersConfig, m.sock, m.name, m.peer, others, m.fe, m.inner, secure))
	p, err := gateway.Start(gateway.Options{Kind: m.kind, Program: m.program, Dir: m.dir, Files: []string{file}, Args: append([]string{"-L", m.name}, args...)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Stop() })
	return p
}

// ask makes a request for a user.
func (m *member) ask(t *testing.T, user string) {
	t.Helper()
	c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", m.fe))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: h\r\nUser: %s\r\nConnection: close\r\n\r\n", user)
	answer, _ := io.ReadAll(c)
	if !strings.HasPrefix(string(answer), "HTTP/1.1 200") {
		t.Fatalf("%s: %q", m.name, answer)
	}
}

// say gives a command to the process.
func (m *member) say(command string) string {
	c, err := net.Dial("unix", m.sock)
	if err != nil {
		return err.Error()
	}
	defer c.Close()
	fmt.Fprintln(c, command)
	answer, _ := io.ReadAll(c)
	return string(answer)
}

// knows waits until a table shows what matches.
func (m *member) knows(t *testing.T, table, pattern string) {
	t.Helper()
	m.says(t, "show table "+table, pattern)
}

// says waits until the answer to a command matches.
func (m *member) says(t *testing.T, command, pattern string) {
	t.Helper()
	re := regexp.MustCompile(pattern)
	text := ""
	for end := time.Now().Add(gateway.Patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if text = m.say(command); re.MatchString(text) {
			return
		}
	}
	t.Fatalf("%s does not say %s to %s:\n%s\n%s", m.name, pattern, command, text, m.say("show peers"))
}

// TestPeers has two processes keep tables alike, of which one at least is metergate: what was counted before they met, what is
// counted since, and what they tell one that comes back.
func TestPeers(t *testing.T) {
	kinds := map[string]gateway.Kind{}
	for _, k := range gateway.Kinds() {
		kinds[k.Name] = k
	}
	for _, pair := range []struct {
		a, b   string
		secure bool
	}{
		{"rings", "rings", false}, {"epoll", "haproxy-2.6", false}, {"haproxy-2.6", "rings", false}, {"rings", "haproxy-3.5", false},
		{"epoll", "rings", true}, {"rings", "haproxy-2.6", true}, {"haproxy-3.5", "rings", true},
	} {
		t.Run(fmt.Sprintf("%s+%s_%v", pair.a, pair.b, pair.secure), func(t *testing.T) {
			dir := t.TempDir()
			a, b := newMember(t, "A", dir, kinds[pair.a]), newMember(t, "B", dir, kinds[pair.b])
			a.other, b.other = b, a
			if pair.secure {
				a.pem, b.pem = peersPEM(t, dir), filepath.Join(dir, "peers.pem")
			}
			a.start(t)
			for range 3 {
				a.ask(t, "ann")
			}
			first := b.start(t)
			const server = `server_id=1 .*server_key=one`
			b.knows(t, "users", `key=ann use=0 exp=\d+ .*server_id=1 .*http_req_cnt=3 http_req_rate\(3600000\)=3 bytes_in_cnt=[1-9].*server_key=one`)
			b.knows(t, "all/own", `key=3 .*gpt0=0 gpt1=7 gpc0=0 gpc1=0 gpc2=3 `)
			b.ask(t, "bob")
			a.knows(t, "users", `key=bob .*`+server)
			a.says(t, "show info", `(?m)^ConnectedPeers: [12]$`)
			a.ask(t, "ann")
			b.knows(t, "users", `key=ann .*http_req_cnt=4 `)
			if err := first.Stop(); err != nil {
				t.Error(err)
			}
			a.ask(t, "eve")
			b.start(t)
			b.knows(t, "users", `key=bob .*`+server)
			b.knows(t, "users", `key=ann .*http_req_cnt=4 `)
			b.knows(t, "users", `key=eve .*http_req_cnt=1 `)
		})
	}
}

// peersPEM writes the certificate of all peers, which they trust, and returns its path.
func peersPEM(t *testing.T, dir string) string {
	path := filepath.Join(dir, "peers.pem")
	write(t, path, certificate(t, "peers.test", time.Now().Add(24*time.Hour)))
	return path
}

// TestPeersReload has a process tell the one that takes its place.
func TestPeersReload(t *testing.T) {
	t.Run("plain", func(t *testing.T) { peersReload(t, "") })
	t.Run("encrypted", func(t *testing.T) { peersReload(t, peersPEM(t, t.TempDir())) })
}

func peersReload(t *testing.T, pem string) {
	a := newMember(t, "A", t.TempDir(), gateway.Kinds()[0])
	a.pem = pem
	old := a.start(t)
	for range 5 {
		a.ask(t, "ann")
	}
	a.knows(t, "users", `http_req_cnt=5 `)
	a.start(t, "-sf", strconv.Itoa(old.Pid()))
	if status, err := old.Wait(); err != nil || status != 0 {
		t.Errorf("the old process ended with %d, %v:\n%s", status, err, old.Output())
	}
	a.knows(t, "users", `key=ann .*http_req_cnt=5 `)
}

// TestHostilePeer sends what no peer may send; it loses its connection, and everybody else is served.
func TestHostilePeer(t *testing.T) {
	dir := t.TempDir()
	a := newMember(t, "A", dir, gateway.Kinds()[0])
	a.other = &member{name: "B", peer: freePort(t)}
	a.start(t)
	hello := "HAProxyS 2.1\nA\nB 1 0\n"
	for _, sent := range []string{
		"GET / HTTP/1.1\r\n\r\n\r\n",
		strings.Repeat("x", 100_000),
		"HAProxyS 2.1\nC\nB 1 0\n",
		"HAProxyS 2.1\nA\nC 1 0\n",
		hello + "\x0a\x80\x02\x00\x00",         // an update of no table
		hello + "\x0a\x82\xff\xff\xff\xff\x7f", // a message without end
		hello + "\x0a\x82\x03\x01\x7f",         // a name that is longer than its message
		hello + "\x07\x00",
		hello + strings.Repeat("\xff", 1000),
	} {
		c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", a.peer))
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(gateway.Patience))
		_, _ = io.WriteString(c, sent)
		if _, err := io.Copy(io.Discard, c); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Errorf("%.30q: still connected", sent)
		}
		c.Close()
		a.ask(t, "ann")
	}
}
