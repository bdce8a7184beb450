package metergate_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "metergate/"

// levels are the packages from the bottom up. A package imports packages of lower levels only.
var levels = []string{
	"conf metric buf clock hash regex cert protobuf",
	"sample netio balance resolve syslog flight compress spool",
	"stick http1 http2 check usage cookie cache",
	"rule peer share",
	"proxy",
	"history export",
	"admin web alert forward top",
	"app",
}

// sideways are the imports within a level that are meant, each with its reason.
var sideways = map[string]string{
	"conf clock":     "durations and sizes are values of configuration arguments",
	"http2 http1":    "its messages are told in the form of HTTP/1",
	"check http1":    "an HTTP probe writes a request and reads an answer",
	"history export": "what is kept is what a scraper would see",
	"balance sample": "hash algorithms take a sample expression as their key",
}

// TestImportsPointDown holds the architecture: see doc/ARCHITECTURE.md.
func TestImportsPointDown(t *testing.T) {
	level := make(map[string]int)
	for i, names := range levels {
		for _, name := range strings.Fields(names) {
			level[name] = i
		}
	}
	out, err := exec.Command("go", "list", "-e", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./internal/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		from := room(words[0])
		at, known := level[from]
		if !known {
			t.Errorf("package internal/%s has no level: give it one", from)
			continue
		}
		for _, path := range words[1:] {
			to := room(path)
			if to == "" || to == from || sideways[from+" "+to] != "" {
				continue
			}
			if level[to] >= at {
				t.Errorf("internal/%s (level %d) imports internal/%s (level %d)", from, at, to, level[to])
			}
		}
	}
}

// room is the first element of an import path below internal, or "".
func room(path string) string {
	rest, ok := strings.CutPrefix(path, module+"internal/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// loopPackages run on event loops: a call that blocks there stops everybody.
var loopPackages = []string{"netio", "buf", "http1", "http2", "rule", "balance", "sample", "proxy", "cache", "compress", "usage", "peer", "cookie"}

// banned are the names of packages that code on a loop does not use, with what to use instead. "*" is every name.
var banned = map[string]map[string]string{
	"sync": {"Mutex": "a lock may park the loop's thread: keep state on one loop, or use sync/atomic", "RWMutex": "as Mutex",
		"Cond": "netio.Cond", "WaitGroup": "Task.Child and Task.Join"},
	"time": {"Sleep": "Task.Sleep", "Now": "Loop.Now and Loop.Wall", "After": "Loop.NewTimer", "AfterFunc": "Loop.NewTimer",
		"NewTimer": "Loop.NewTimer", "NewTicker": "Loop.NewTimer", "Tick": "Loop.NewTimer"},
	"net":          {"*": "netio"},
	"net/http":     {"*": "http1"},
	"os":           {"*": "netio.Await"},
	"os/exec":      {"*": "netio.Await"},
	"database/sql": {"*": "netio.Await"},
}

// offLoop are files of those packages, or single uses in them, that are meant: "package/file.go" or "package/file.go what".
var offLoop = map[string]string{
	"netio/loop.go":          "the loop itself: it reads the clock once a turn",
	"netio/loop_end.go":      "waits for the end of loops, on the caller's goroutine",
	"netio/group.go":         "starts and ends loops, on the caller's goroutine",
	"netio/watchdog.go":      "watches the loops from outside",
	"netio/await.go":         "the worker pool; its lock is held for a few instructions",
	"netio/slots_queue.go":   "the queue for slots is shared by loops; its lock is held for a few instructions, when somebody waits",
	"netio/listen.go os":     "paths of Unix sockets, when a listener is opened or closed",
	"netio/sim.go":           "the simulated network of tests",
	"netio/sim_poller.go":    "the simulated network of tests",
	"netio/tls_shake.go net": "the face that crypto/tls wants; nothing of it is a socket",
	"netio/task_run.go os":   "ends the process on a runtime.Goexit in a task",

	"peer/hello.go os": "the number of the process",

	"cache/part.go sync":             "the index of a sixteenth of the keys; held for a few instructions",
	"proxy/cache_policy.go net/http": "ParseTime, a pure function",

	"proxy/backend.go channel":      "Backend.Call, for goroutines that wait for a loop",
	"proxy/compile.go channel":      "made when a configuration is compiled",
	"proxy/compile_log.go os":       "a fact of the process, when a configuration is compiled",
	"proxy/compile_resolvers.go os": "read when a configuration is compiled",
	"proxy/client_trust.go os":      "why a file was not read, when a configuration is compiled",
	"proxy/credentials.go sync":     "held by those who change certificates, never on a loop",
	"proxy/crtlist.go os":           "read when a configuration is compiled",
	"proxy/dir_crtstore.go os":      "read when a configuration is compiled",
	"proxy/compile_store.go os":     "read when a configuration is compiled",
	"proxy/dir_log.go os":           "read when a configuration is compiled",
	"proxy/dir_casing.go os":        "read when a configuration is compiled",
	"proxy/dir_errorfile.go os":     "read when a configuration is compiled",
	"proxy/dir_operations.go os":    "OpenAPI documents are read when a configuration is compiled",
	"proxy/usage_file.go os":        "what operations learned is read when a configuration is compiled, and written on a pool's goroutine",
	"proxy/dir_global.go os":        "read when a configuration is compiled",
	"proxy/dir_var.go time":         "when a configuration is compiled or an operator sets a variable, off the loops",
	"proxy/gateway.go sync":         "held while a server is added or removed, by the Runtime API, never on a loop",
	"proxy/gateway.go channel":      "tells app that a stopping gateway has drained",
	"proxy/info_idle.go sync":       "read by views, off the loops",
	"proxy/metrics_info.go os":      "a fact of the process, read by views",
	"proxy/resolve_addr.go net":     "names are resolved when a configuration is compiled",
	"proxy/start.go time":           "the time of the start",
	"proxy/state_file.go os":        "read before anything runs",
	"proxy/stats_file_read.go os":   "read before anything runs",
	"proxy/tls_pem.go os":           "read when a configuration is compiled or a server is added, off the loops",
	"proxy/stop.go":                 "waits for a gateway to drain, on a goroutine of its own",
	"sample/env.go":                 "reads pattern files and finds hosts while the configuration is compiled",
	"sample/list.go sync":           "held while a list of patterns is changed, never by a search",
	"sample/fetch_process.go":       "facts about the process, read once or while the configuration is compiled",
	"sample/vars.go sync":           "the table of names, touched while the configuration is compiled",
}

// TestLoopCodeNeverBlocks looks for what can block in the packages that run on loops.
func TestLoopCodeNeverBlocks(t *testing.T) {
	used := make(map[string]bool)
	for _, pkg := range loopPackages {
		files, err := filepath.Glob("internal/" + pkg + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			name := pkg + "/" + filepath.Base(file)
			for _, f := range blocking(t, file) {
				switch {
				case offLoop[name] != "":
					used[name] = true
				case offLoop[name+" "+f.what] != "":
					used[name+" "+f.what] = true
				default:
					t.Errorf("%s: %s", f.at, f.message)
				}
			}
		}
	}
	for name := range offLoop {
		if !used[name] {
			t.Errorf("the exception for %s is not needed", name)
		}
	}
}

// finding is a use of something that can block.
type finding struct {
	at      token.Position
	what    string // "go", "select", "channel", or the package
	message string
}

// blocking lists what can block in a file.
func blocking(t *testing.T, file string) (found []finding) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	imports := make(map[string]string)
	for _, im := range f.Imports {
		path, _ := strconv.Unquote(im.Path.Value)
		name := path[strings.LastIndexByte(path, '/')+1:]
		if im.Name != nil {
			name = im.Name.Name
		}
		imports[name] = path
	}
	add := func(n ast.Node, what, message string) {
		found = append(found, finding{fset.Position(n.Pos()), what, message})
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			add(n, "go", "go statement: use Loop.Go, Task.Child or netio.Await")
		case *ast.SelectStmt:
			add(n, "select", "select: use netio.Cond")
		case *ast.SendStmt, *ast.ChanType:
			add(n, "channel", "channel: use netio.Cond")
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				add(n, "channel", "receive from a channel: use netio.Cond")
			}
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Obj == nil {
				path := imports[x.Name]
				if instead := cmp.Or(banned[path][n.Sel.Name], banned[path]["*"]); instead != "" {
					add(n, path, fmt.Sprintf("%s.%s: use %s", x.Name, n.Sel.Name, instead))
				}
			}
		}
		return true
	})
	return found
}

// TestLintSeesWhatBlocks: a lint that finds nothing anywhere would prove nothing.
func TestLintSeesWhatBlocks(t *testing.T) {
	var whats []string
	for _, f := range blocking(t, "testdata/lint/blocks.go.txt") {
		whats = append(whats, f.what)
	}
	want := []string{"channel", "go", "channel", "select", "channel", "sync", "time", "net", "os"}
	if !slices.Equal(whats, want) {
		t.Errorf("found %v, want %v", whats, want)
	}
}
