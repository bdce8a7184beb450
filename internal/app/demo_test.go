package app

import (
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"metergate/internal/conf"
)

// What the demo prints can be opened and typed; it leaves nothing behind.
func TestDemo(t *testing.T) {
	p := run(t, "demo")
	p.says("Ctrl-C ends the demo.", 1)
	out := p.out.String()
	find := func(pattern string) string {
		m := regexp.MustCompile(pattern).FindStringSubmatch(out)
		if m == nil {
			t.Fatalf("no %s in:\n%s", pattern, out)
		}
		return m[1]
	}
	for _, c := range []struct{ url, want string }{
		{find(`Stats page +(\S+)`), "be_api"},
		{find(`Prometheus +(\S+)`), "haproxy_process_"},
		{find(`curl -i (\S+)`), "{"},
	} {
		res, err := http.Get(c.url)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if !strings.Contains(string(body), c.want) {
			t.Errorf("%s: no %q in %.200q", c.url, c.want, body)
		}
	}
	socket := find(`socat (/\S+) `)
	for _, c := range []struct{ network, addr, command, want string }{
		{"tcp", find(`tcp-connect:(\S+)`), "show info", "Name: HAProxy"},
		{"tcp", find(`tcp-connect:(\S+)`), "show stat json", `[[{"objType":`},
		{"unix", socket, "show stat", "be_api,s5,"},
		{"unix", socket, "set server be_api/s1 state drain", "\n"},
	} {
		if got := command(t, c.network, c.addr, c.command); !strings.Contains(got, c.want) {
			t.Errorf("%s: %.200q", c.command, got)
		}
	}
	p.cmd.Process.Signal(syscall.SIGINT)
	if code := p.ends(); code != 0 {
		t.Errorf("exit code %d:\n%s", code, &p.out)
	}
	if _, err := os.Stat(filepath.Dir(socket)); !os.IsNotExist(err) {
		t.Errorf("the folder of the demo is left: %v", err)
	}
}

// command sends a line to a Runtime API.
func command(t *testing.T, network, addr, line string) string {
	t.Helper()
	c, err := net.Dial(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, line+"\n")
	text, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The configuration that -print-config prints is right.
func TestDemoConfig(t *testing.T) {
	p := &program{stderr: io.Discard, o: &Options{}}
	p.sources = []conf.Source{{Name: "demo.cfg", Text: []byte(exampleDemo().config())}}
	p.read()
	if p.compile(1); len(p.diag.Messages()) > 0 {
		t.Errorf("%v", p.diag.Messages())
	}
}
