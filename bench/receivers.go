package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
)

// Receivers stand in for what metrics are pushed to: they take everything and keep nothing. They are a program of their own,
// which yields to the clients and origins on the same core, so that those measure the proxy and not them.
type receivers struct {
	cmd            *exec.Cmd
	http, tcp, udp string // addresses
}

// receiversWord is the argument by which this program is the receivers.
const receiversWord = "receivers"

// startReceivers starts this program as the receivers.
func startReceivers() (*receivers, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot find this program: %w", err)
	}
	r := &receivers{cmd: exec.Command("nice", "-n", "19", self, receiversWord)}
	r.cmd.Stderr = os.Stderr
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := r.cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start the receivers: %w", err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if _, scanned := fmt.Sscan(line, &r.http, &r.tcp, &r.udp); err != nil || scanned != nil {
		r.stop()
		return nil, fmt.Errorf("cannot learn where the receivers listen: %q", line)
	}
	return r, nil
}

func (r *receivers) stop() {
	r.cmd.Process.Kill()
	r.cmd.Wait()
}

// receive is what the receivers do: it prints their addresses and takes what comes, until it is killed.
func receive() error {
	overHTTP, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	overTCP, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	overUDP, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(overHTTP.Addr(), overTCP.Addr(), overUDP.LocalAddr())
	go http.Serve(overHTTP, http.HandlerFunc(taken))
	go swallow(overTCP)
	b := make([]byte, 64<<10)
	for {
		if _, _, err := overUDP.ReadFrom(b); err != nil {
			return err
		}
	}
}

// taken answers as Prometheus, InfluxDB, an OpenTelemetry collector or Elasticsearch would to what it takes.
func taken(w http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body)
	switch {
	case strings.HasSuffix(r.URL.Path, "/_bulk"):
		w.Header().Set("Content-Type", "application/json")
		one := `{"create":{"status":201}}`
		fmt.Fprintf(w, `{"errors":false,"items":[%s]}`, one+strings.Repeat(","+one, documents(r.Header.Get("Metergate-Sequence"))-1))
	case r.URL.Path == "/write":
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("X-Prometheus-Remote-Write-Samples-Written", "1")
	}
}

// documents is how many parts a message of one batch has, by its sequence `<identity>/<batch>.<part>-<batch>.<part>`.
func documents(sequence string) int {
	var first, from, last, to int
	_, numbers, _ := strings.Cut(sequence, "/")
	fmt.Sscanf(numbers, "%d.%d-%d.%d", &first, &from, &last, &to)
	return to - from + 1
}

// swallow reads all connections to their ends.
func swallow(l net.Listener) error {
	for {
		c, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return err
		}
		if err == nil {
			go io.Copy(io.Discard, c)
		}
	}
}
