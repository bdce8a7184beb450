package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"metergate/internal/conf"
)

func init() { subcommands["demo"] = runDemo }

// The ports that the demo asks for first: those of the article. When one is taken, the next free one is used.
const (
	demoAPIPort   = 8080
	demoStatsPort = 8404
	demoCLIPort   = 9999
)

// A demo is a gateway with its own servers and clients, to look at.
type demo struct {
	APIPort, StatsPort, CLIPort int
	Socket, History             string
	Servers                     []string // addresses of s1, s2, ...
}

// runDemo answers `metergate demo`.
func runDemo(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(stderr)
	printOnly := flags.Bool("print-config", false, "print the configuration and exit")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil || flags.NArg() > 0 {
		return 1
	}
	if *printOnly {
		fmt.Fprint(stdout, exampleDemo().config())
		return 0
	}
	if err := demonstrate(stdout, stderr); err != nil {
		fmt.Fprintf(stderr, "metergate demo: %v\n", err)
		return 1
	}
	return 0
}

// exampleDemo is the demo with the ports it asks for first.
func exampleDemo() *demo {
	d := &demo{APIPort: demoAPIPort, StatsPort: demoStatsPort, CLIPort: demoCLIPort, Socket: "/tmp/metergate-demo.sock", History: "/tmp/metergate-demo"}
	for i := range demoServers {
		d.Servers = append(d.Servers, fmt.Sprintf("127.0.0.1:%d", 9001+i))
	}
	return d
}

// demonstrate runs the demo until it is interrupted.
func demonstrate(stdout, stderr io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := os.MkdirTemp("", "metergate-demo")
	if err != nil {
		return fmt.Errorf("cannot make a folder: %w", err)
	}
	defer os.RemoveAll(dir)
	d := &demo{Socket: filepath.Join(dir, "haproxy.sock"), History: filepath.Join(dir, "history")}
	for port, first := range map[*int]int{&d.APIPort: demoAPIPort, &d.StatsPort: demoStatsPort, &d.CLIPort: demoCLIPort} {
		if *port, err = freePort(first); err != nil {
			return err
		}
	}
	origins, err := startDemoServers(ctx)
	if err != nil {
		return err
	}
	for _, o := range origins {
		d.Servers = append(d.Servers, o.addr())
	}
	p := &program{argv0: os.Args[0], stdout: stdout, stderr: stderr, o: &Options{Foreground: true}}
	p.sources = []conf.Source{{Name: "demo.cfg", Text: []byte(d.config())}}
	r, err := p.start()
	if err != nil {
		return err
	}
	defer r.close()
	d.welcome(stdout)
	go driveDemo(ctx, d.APIPort)
	<-ctx.Done()
	fmt.Fprintln(stdout, "\nGood bye.")
	return nil
}

// freePort returns the first port from that one on, out of a hundred, on which nobody listens.
func freePort(first int) (int, error) {
	for port := first; port < first+100; port++ {
		l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			return port, l.Close()
		}
	}
	return 0, fmt.Errorf("cannot find a free port from %d to %d", first, first+99)
}

// welcome tells what to open and what to type.
func (d *demo) welcome(w io.Writer) {
	fmt.Fprintf(w, `metergate demo: an API with five servers, and clients that call it.

  Dashboard      http://127.0.0.1:%[1]d/dashboard/
  Stats page     http://127.0.0.1:%[1]d/
  Prometheus     http://127.0.0.1:%[1]d/metrics
  History        curl -g 'http://127.0.0.1:%[1]d/api/v1/query?query=sum(rate(haproxy_frontend_http_requests_total[1m]))by(proxy)'
                 a Prometheus data source for Grafana: http://127.0.0.1:%[1]d
  The API        curl -i http://127.0.0.1:%[2]d/users/42
  Runtime API    echo "show info" | socat tcp-connect:127.0.0.1:%[3]d -
                 echo "show stat" | socat %[4]s - | cut -d "," -f 1-2,16,18,43,44,47,61 | column -s, -t
                 echo "show stat json" | socat tcp-connect:127.0.0.1:%[3]d - | python3 -m json.tool
                 echo "set server be_api/s1 state drain" | socat %[4]s -
  Configuration  metergate demo -print-config

s3 is slow, s2 sometimes hangs up without an answer (its requests are tried again), and s5 goes down and comes back.
Ctrl-C ends the demo.
`, d.StatsPort, d.APIPort, d.CLIPort, d.Socket)
}
