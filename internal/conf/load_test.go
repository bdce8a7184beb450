package conf

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// mustLoad reads a configuration that has no errors.
func mustLoad(t *testing.T, text string) *File {
	t.Helper()
	f, d := load(text)
	if d.Failed() {
		t.Fatalf("%s", d.Append(nil, Banner{}, true))
	}
	return f
}

func TestSectionsMerge(t *testing.T) {
	f := mustLoad(t, "    global\nnode a\nmaxconn 1\n global\n maxconn 2\nlisten l\n mode http\n\tglobal\n log a\n")
	if got := testNode.Or(f.Global.Bag, ""); got != "a" {
		t.Errorf("node is %q", got)
	}
	if got := testMaxconn.Or(f.Global.Bag, 0); got != 2 {
		t.Errorf("maxconn is %d", got)
	}
	if at := testMaxconn.At(f.Global.Bag); at != (Pos{"t.cfg", 5}) {
		t.Errorf("maxconn stands at %v", at)
	}
	if len(testLog.All(f.Global.Bag)) != 1 || len(f.Sections) != 1 {
		t.Errorf("got %d logs and %d sections", len(testLog.All(f.Global.Bag)), len(f.Sections))
	}
}

func TestDefaultsAreInherited(t *testing.T) {
	f := mustLoad(t, `frontend none
    mode http
defaults
    timeout client 1s
    default_backend x
    log one
frontend a
    log two
frontend b
    no log
    log three
defaults base
    timeout client 2s
frontend c
defaults more from base
    default_backend y
    option http-keep-alive
frontend d
    no option http-keep-alive
frontend e from base
    timeout client 3s
frontend g
    default option http-keep-alive
`)
	for _, c := range []struct {
		name    string
		timeout time.Duration
		backend string
		alive   string
		logs    []string
	}{
		{"none", 0, "", "", nil},
		{"a", time.Second, "x", "", []string{"one", "two"}},
		{"b", time.Second, "x", "", []string{"three"}},
		{"c", 2 * time.Second, "", "", nil},
		{"d", 2 * time.Second, "y", "off", nil},
		{"e", 3 * time.Second, "", "", nil},
		{"g", 2 * time.Second, "y", "", nil},
	} {
		b := f.Find("frontend", c.name).Bag
		if got := testTimeoutClient.Or(b, 0); got != c.timeout {
			t.Errorf("%s: timeout %v; want %v", c.name, got, c.timeout)
		}
		if got := testBackend.Or(b, ""); got != c.backend {
			t.Errorf("%s: backend %q; want %q", c.name, got, c.backend)
		}
		if got := onOff(testKeepAlive.Get(b)); got != c.alive {
			t.Errorf("%s: http-keep-alive %q; want %q", c.name, got, c.alive)
		}
		var logs []string
		for _, e := range testLog.All(b) {
			logs = append(logs, e.Value...)
		}
		if !slices.Equal(logs, c.logs) {
			t.Errorf("%s: logs %q; want %q", c.name, logs, c.logs)
		}
	}
}

func onOff(on, set bool) string {
	switch {
	case !set:
		return ""
	case on:
		return "on"
	}
	return "off"
}

func TestServerOptionsInherit(t *testing.T) {
	f := mustLoad(t, `defaults
    default-server check weight 10
listen l
    default-server maxconn 5
    server a 1.1.1.1:80
    default-server weight 20 no-check
    server b 1.1.1.1:81 check
`)
	servers := testServer.All(f.Find("listen", "l").Bag)
	for i, want := range []struct {
		check           bool
		weight, maxconn int64
	}{{true, 10, 5}, {true, 20, 5}} {
		o := servers[i].Value.options
		if got := testCheck.Or(o, false); got != want.check {
			t.Errorf("server %d: check %v", i, got)
		}
		if got := testWeight.Or(o, 1); got != want.weight {
			t.Errorf("server %d: weight %d; want %d", i, got, want.weight)
		}
		if got := testServerMaxconn.Or(o, 0); got != want.maxconn {
			t.Errorf("server %d: maxconn %d; want %d", i, got, want.maxconn)
		}
	}
	if testCheck.Or(testDefaultServer.Or(f.Find("listen", "l").Bag, nil), true) {
		t.Error("no-check leaves check on")
	}
}

func TestConditionalBlocks(t *testing.T) {
	f := mustLoad(t, `global
.if defined(HOME) && version_atleast(3.0)
    node yes
  .if 0
    node no
  .elif 1
    maxconn 1
  .elif foo_is_not_read
    maxconn 2
  .else
    maxconn 3
  .endif
.else
    node no
  .if neither_is_this
    foo
  .endif
.endif
`)
	if node, n := testNode.Or(f.Global.Bag, ""), testMaxconn.Or(f.Global.Bag, 0); node != "yes" || n != 1 {
		t.Errorf("node %q, maxconn %d", node, n)
	}
}

func TestEnvironmentChangesAsLinesAreRead(t *testing.T) {
	f := mustLoad(t, `global
    log "$A" "${.FILE}:${.LINE}" "${.SECTION}"
    setenv A "one two"
    presetenv A three
    presetenv B three
    log "$A" "$B"
    unsetenv B
    log "$B" "${HOME}"
    resetenv A
    log "$A" "$HOME"
    setenv WORDS "x y"
    log "${WORDS[*]}"
`)
	want := [][]string{{"", "t.cfg:2", "global"}, {"one two", "three"}, {"", "/root"}, {"one two", ""}, {"x", "y"}}
	for i, e := range testLog.All(f.Global.Bag) {
		if !slices.Equal(e.Value, want[i]) {
			t.Errorf("%v: %q; want %q", e.Pos, e.Value, want[i])
		}
	}
	if env := f.Env.Environ(); !slices.Equal(env, []string{"A=one two", "WORDS=x y"}) {
		t.Errorf("environment is %q", env)
	}
}

func TestLineEndsOfWindows(t *testing.T) {
	mustLoad(t, "global\r\n  nokqueue\r\n  cpu-map 1/all 0-3\r\n\r\nlisten l\r\n  bind :1\r\n  server s localhost\r\n")
}

func TestReadSources(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"b.cfg": "b\n", "a.cfg": "a\n", ".hidden.cfg": "h\n", "c.conf": "c\n", "A.cfg": "A\n", "a.cfg~": "old\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "sub.cfg"), 0o755); err != nil {
		t.Fatal(err)
	}
	var d Diagnostics
	var names []string
	for _, s := range ReadSources([]string{filepath.Join(dir, "c.conf"), dir, "/nofile.cfg"}, &d) {
		names = append(names, filepath.Base(s.Name))
	}
	if want := []string{"c.conf", "A.cfg", "a.cfg", "b.cfg"}; !slices.Equal(names, want) {
		t.Errorf("read %q; want %q", names, want)
	}
	got := string(d.Append(nil, Banner{PID: 7, Version: "3.5.0", Path: "/bin/metergate"}, false))
	want := `[NOTICE]   (7) : haproxy version is 3.5.0
[NOTICE]   (7) : path to executable is /bin/metergate
[ALERT]    (7) : config : Cannot open configuration file/directory /nofile.cfg : No such file or directory
`
	if got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

// A source with errors does not keep the next one from being read.
func TestEverySourceIsReported(t *testing.T) {
	_, d := Load([]Source{
		{"one.cfg", []byte("global\n foo\n")},
		{"two.cfg", []byte("node x\nglobal\n")},
		{"three.cfg", []byte("global\n node x\n")},
	}, NewEnv(nil))
	d.Alertf("Proxy 'f': unable to find required default_backend: 'nope'.")
	d.Add(Message{Shape: Loose, Pos: Pos{"one.cfg", 1}, Text: "found when all was read"})
	got := string(d.Append(nil, Banner{1, "3.5.0", "/x"}, false))
	want := `[NOTICE]   (1) : haproxy version is 3.5.0
[NOTICE]   (1) : path to executable is /x
[ALERT]    (1) : config : parsing [one.cfg:1] : found when all was read
[ALERT]    (1) : config : parsing [one.cfg:2] : unknown keyword 'foo' in 'global' section
[ALERT]    (1) : config : Error(s) found in configuration file : one.cfg
[ALERT]    (1) : config : parsing [two.cfg:1]: unknown keyword 'node' out of section.
[ALERT]    (1) : config : Error(s) found in configuration file : two.cfg
[ALERT]    (1) : config : Fatal errors found in configuration.
[ALERT]    (1) : Proxy 'f': unable to find required default_backend: 'nope'.
`
	if got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}
