package test

import (
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// syslogd keeps every datagram that it receives.
type syslogd struct {
	net.PacketConn
	done chan struct{}

	mu    sync.Mutex
	lines []string
	seen  []bool // the line was expected by a script
}

func listenSyslog(network, addr string) (*syslogd, error) {
	pc, err := net.ListenPacket(network, addr)
	if err != nil {
		return nil, err
	}
	l := &syslogd{PacketConn: pc, done: make(chan struct{})}
	go l.receive()
	return l, nil
}

func (l *syslogd) receive() {
	defer close(l.done)
	buf := make([]byte, 64<<10)
	for {
		n, _, err := l.ReadFrom(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		l.mu.Lock()
		l.lines = append(l.lines, strings.TrimSuffix(string(buf[:n]), "\n"))
		l.seen = append(l.seen, false)
		l.mu.Unlock()
	}
}

// Close ends the capture and waits for its goroutine.
func (l *syslogd) Close() error {
	err := l.PacketConn.Close()
	<-l.done
	return err
}

// take finds the first line that matches and was not taken before.
func (l *syslogd) take(re *regexp.Regexp) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var open []string
	for i, line := range l.lines {
		if l.seen[i] {
			continue
		}
		if re.MatchString(line) {
			l.seen[i] = true
			return line, nil
		}
		open = append(open, line)
	}
	return "", fmt.Errorf("no line matches %q; not yet expected:\n%s", re, strings.Join(open, "\n"))
}

func (l *syslogd) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string{}, l.lines...)
}

var cmdSyslog = verbs("syslog", map[string]verb{
	"start":  {"NAME [PATH]", 1, false, syslogStart},
	"expect": {"NAME PATTERN", 2, false, syslogExpect},
	"none":   {"NAME PATTERN", 2, false, syslogNone},
	"print":  {"NAME", 1, false, syslogPrint},
})

func (s *state) syslog(ts *testscript.TestScript, name string) *syslogd {
	l := s.syslogs[name]
	if l == nil {
		ts.Fatalf("no syslog %s", name)
	}
	return l
}

// syslogStart listens on a free UDP port, or on a Unix socket.
func syslogStart(ts *testscript.TestScript, _ bool, args []string) {
	network, addr := "udp", "127.0.0.1:0"
	if len(args) > 1 {
		network, addr = "unixgram", args[1]
	}
	l, err := listenSyslog(network, addr)
	ts.Check(err)
	of(ts).syslogs[args[0]] = l
	if udp, ok := l.LocalAddr().(*net.UDPAddr); ok {
		addr = strconv.Itoa(udp.Port)
	}
	of(ts).define(ts, args[0], addr)
}

func syslogExpect(ts *testscript.TestScript, _ bool, args []string) {
	l := of(ts).syslog(ts, args[0])
	re, err := regexp.Compile(args[1])
	ts.Check(err)
	eventually(ts, func() error {
		line, err := l.take(re)
		if err == nil {
			fmt.Fprintln(ts.Stdout(), line)
		}
		return err
	})
}

func syslogNone(ts *testscript.TestScript, _ bool, args []string) {
	re, err := regexp.Compile(args[1])
	ts.Check(err)
	for _, line := range of(ts).syslog(ts, args[0]).all() {
		if re.MatchString(line) {
			ts.Fatalf("a line matches %q: %s", re, line)
		}
	}
}

func syslogPrint(ts *testscript.TestScript, _ bool, args []string) {
	fmt.Fprintln(ts.Stdout(), strings.Join(of(ts).syslog(ts, args[0]).all(), "\n"))
}
