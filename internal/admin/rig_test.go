package admin

import (
	"context"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"metergate/internal/conf"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

// rigConfig is what most tests administer. Nothing in it is checked or connects by itself.
const rigConfig = `
global
  stats socket ${DIR}/admin.sock level admin
  stats socket ${DIR}/oper.sock
  stats socket ${DIR}/user.sock level user
  stats timeout 60s
defaults
  mode http
  timeout client 3s
  timeout server 3s
  timeout connect 1s
frontend fe
  bind ${DIR}/fe.sock
  maxconn 100
  default_backend be
backend be
  server s1 127.0.0.1:9 weight 10
  server s2 127.0.0.1:9 weight 20 maxconn 50
  server s3 127.0.0.1:9 check disabled
  server s4 127.0.0.1:9 check agent-check agent-port 9 disabled
backend hashed
  balance source
  server t1 127.0.0.1:9 id 7
backend follow
  server f1 127.0.0.1:9 track be/s3
`

// A rig is a gateway with its Runtime API.
type rig struct {
	t   *testing.T
	dir string
	api *Server
	g   *proxy.Gateway
}

// newRig starts a gateway; it ends with the test.
func newRig(t *testing.T, config string) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir()}
	text := strings.ReplaceAll(config, "${DIR}", r.dir)
	env := conf.NewEnv([]string{"HOME=/home/me", "EMPTY="})
	file, d := conf.Load([]conf.Source{{Name: "test.cfg", Text: []byte(text)}}, env)
	g := proxy.Compile(file, 2, proxy.CompileOptions{}, d)
	r.fatal(d)
	loops, err := netio.Start(netio.Config{Loops: 2, Poller: "epoll"})
	if err != nil {
		t.Fatal(err)
	}
	g.Info = proxy.NewInfo(g, proxy.Facts{Version: conf.Version, Release: conf.ReleaseDate, Own: "0"})
	g.Start(loops, netio.NewPool(1))
	g.Bind(d, func(string, string) int { return -1 })
	r.g = g
	r.api = Listen(Config{Gateway: g, File: file, StartupLogs: func() []byte { return []byte("[NOTICE]   (1) : started\n") }}, d)
	r.fatal(d)
	if err := g.Serve(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.api.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		loops.Close(ctx)
	})
	return r
}

func (r *rig) fatal(d *conf.Diagnostics) {
	r.t.Helper()
	if d.Failed() {
		r.t.Fatal(d.Messages())
	}
}

// dial connects to one of the sockets.
func (r *rig) dial(socket string) *net.UnixConn {
	r.t.Helper()
	c, err := net.Dial("unix", filepath.Join(r.dir, socket+".sock"))
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(time.Minute))
	return c.(*net.UnixConn)
}

// ask sends text, ends the input, and returns all that comes back.
func (r *rig) ask(socket, text string) string {
	r.t.Helper()
	c := r.dial(socket)
	go func() {
		io.WriteString(c, text)
		c.CloseWrite()
	}()
	answer, err := io.ReadAll(c)
	if err != nil {
		r.t.Fatalf("%q: %v after %q", text, err, answer)
	}
	return string(answer)
}

// rigOpts are those of a socket line without options.
var rigOpts = netio.ListenOpts{UID: -1, GID: -1}
