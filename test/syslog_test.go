package test

import (
	"errors"
	"fmt"
	"net"
	"regexp"
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

const usageSyslog = "syslog start|expect|none|print NAME [PATTERN]"

// syslogStart listens on a free UDP port, or on a Unix socket.
func syslogStart(ts *testscript.TestScript, name string, path []string) {
	network, addr := "udp", "127.0.0.1:0"
	if len(path) > 0 {
		network, addr = "unixgram", path[0]
	}
	l, err := listenSyslog(network, addr)
	ts.Check(err)
	of(ts).syslogs[name] = l
	value := addr
	if udp, ok := l.LocalAddr().(*net.UDPAddr); ok {
		value = fmt.Sprint(udp.Port)
	}
	of(ts).define(ts, name, value)
}

func cmdSyslog(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	need(ts, args, 2, usageSyslog)
	s, name := of(ts), args[1]
	if args[0] == "start" {
		syslogStart(ts, name, args[2:])
		return
	}
	l := s.syslogs[name]
	if l == nil {
		ts.Fatalf("no syslog %s", name)
	}
	if args[0] == "print" {
		fmt.Fprintln(ts.Stdout(), strings.Join(l.all(), "\n"))
		return
	}
	need(ts, args, 3, usageSyslog)
	re, err := regexp.Compile(args[2])
	ts.Check(err)
	switch args[0] {
	case "expect":
		eventually(ts, func() error {
			line, err := l.take(re)
			if err == nil {
				fmt.Fprintln(ts.Stdout(), line)
			}
			return err
		})
	case "none":
		for _, line := range l.all() {
			if re.MatchString(line) {
				ts.Fatalf("a line matches %q: %s", re, line)
			}
		}
	default:
		ts.Fatalf("usage: %s", usageSyslog)
	}
}
