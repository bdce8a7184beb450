package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// proxy is a program to measure.
type proxy struct {
	name    string
	program string
	env     []string
	args    []string // {config}, {port}, {origins} and {dir} are filled in
	config  func(setting) string
}

// setting is what a configuration depends on.
type setting struct {
	port    int
	origins []string
	dir     string
	crt     string // file with certificate and key: the clients speak TLS
	checks  int    // health-checked servers in a backend of their own
	rules   bool   // the rule set of config_rules.go
	logs    string // the socket that takes log lines
	usage   bool   // operations, consumers and recorded headers
	farm    bool   // 1,000 backends of 10 servers and an exporter on /metrics
	servers int    // servers of a backend that nobody uses
	push    string // sections metrics-forward
}

// builtin finds the proxies that this program knows and that a list chooses. Those that are not installed are left out with a
// note.
func builtin(dir, only string) []proxy {
	own := ""
	if chosen(only, "rings") || chosen(only, "epoll") {
		own = build(dir)
	}
	known := []proxy{
		{name: "rings", program: own, env: []string{"METERGATE_POLLER=rings"}, args: []string{"-f", "{config}"}, config: gatewayConfig},
		{name: "epoll", program: own, env: []string{"METERGATE_POLLER=epoll"}, args: []string{"-f", "{config}"}, config: gatewayConfig},
		{name: "haproxy-2.6", program: look("haproxy"), args: []string{"-db", "-f", "{config}"}, config: gatewayConfig},
		{name: "haproxy-3.5", program: look(os.Getenv("METERGATE_HAPROXY35")), args: []string{"-db", "-f", "{config}"}, config: gatewayConfig},
		{name: "nginx", program: look("nginx"), args: []string{"-c", "{config}", "-p", "{dir}"}, config: nginxConfig},
	}
	var found []proxy
	for _, p := range known {
		if !chosen(only, p.name) {
			continue
		}
		if p.program == "" {
			fmt.Fprintf(os.Stderr, "bench: %s is not here, left out\n", p.name)
			continue
		}
		found = append(found, p)
	}
	return found
}

func look(name string) string {
	path, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	return path
}

// build compiles metergate into dir.
func build(dir string) string {
	path := filepath.Join(dir, "metergate")
	out, err := exec.Command("go", "build", "-o", path, "metergate/cmd/metergate").CombinedOutput()
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench: cannot build metergate: %v\n%s", err, out)
		return ""
	}
	return path
}

// custom parses a -proxy flag, "name=program arg...".
func custom(text string) (proxy, error) {
	name, command, ok := strings.Cut(text, "=")
	words := strings.Fields(command)
	if !ok || len(words) == 0 {
		return proxy{}, fmt.Errorf("%q is not of the form NAME=PROGRAM ARG", text)
	}
	return proxy{name: name, program: words[0], args: words[1:], config: gatewayConfig}, nil
}

// files writes the configuration and returns the command line.
func (p proxy) files(s setting) ([]string, error) {
	file := filepath.Join(s.dir, p.name+".cfg")
	if err := os.WriteFile(file, []byte(p.config(s)), 0o644); err != nil {
		return nil, err
	}
	fill := strings.NewReplacer("{config}", file, "{port}", fmt.Sprint(s.port), "{origins}", strings.Join(s.origins, ","), "{dir}", s.dir)
	args := []string{p.program}
	for _, a := range p.args {
		args = append(args, fill.Replace(a))
	}
	return args, nil
}

// start runs the proxy on the first core.
func (p proxy) start(s setting) (*process, error) {
	args, err := p.files(s)
	if err != nil {
		return nil, err
	}
	return launch(0, net.JoinHostPort("127.0.0.1", fmt.Sprint(s.port)), s.dir, p.env, args)
}

// freePort is a port nothing listens on now.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
