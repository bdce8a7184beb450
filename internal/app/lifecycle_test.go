package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func TestExitCodes(t *testing.T) {
	good := config(t, takePort(t), "up", "")
	bad := config(t, takePort(t), "up", "  nonsense")
	warns := config(t, takePort(t), "up", "  .warning \"careful\"")
	for _, c := range []struct {
		line string
		want int
	}{
		{"", 1}, {"-h", 1}, {"-c", 1}, {"-f", 1}, {"-v", 0}, {"-vv", 0}, {"-vq", 0}, {"-dKall", 0},
		{"-c -f " + good, 0}, {"-c -q -f " + bad, 1}, {"-c -f " + warns, 0}, {"-c -dW -f " + warns, 1},
		{"-f /nonexistent", 1}, {"-D -f " + bad, 1}, {"-W -f " + bad, 1}, {"-c -dC -f " + good, 0},
		{"-cc 1", 0}, {"-cc 0", 1}, {"-cc foo(1)", 2},
	} {
		if code := run(t, strings.Fields(c.line)...).ends(); code != c.want {
			t.Errorf("%s: exit code %d, want %d", c.line, code, c.want)
		}
	}
}

func TestSignals(t *testing.T) {
	for signal, want := range map[syscall.Signal]int{syscall.SIGTERM: 143, syscall.SIGINT: 130, syscall.SIGUSR1: 0} {
		port := takePort(t)
		p := run(t, "-f", config(t, port, "up", ""))
		answers(t, port, "up")
		for _, harmless := range []syscall.Signal{syscall.SIGUSR2, syscall.SIGPIPE, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGTTOU} {
			p.cmd.Process.Signal(harmless)
		}
		p.says("Paused frontend f.", 1)
		p.cmd.Process.Signal(syscall.SIGTTIN)
		p.says("Resumed frontend f.", 1)
		answers(t, port, "up")
		p.cmd.Process.Signal(signal)
		if code := p.ends(); code != want {
			t.Errorf("%v: exit code %d, want %d", signal, code, want)
		}
	}
}

// The caller of -D returns when the gateway serves; the pid file names the process that does.
func TestDaemon(t *testing.T) {
	port := takePort(t)
	pidFile := filepath.Join(t.TempDir(), "pid")
	if code := run(t, "-D", "-p", pidFile, "-f", config(t, port, "up", "")).ends(); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	text, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := get(port); err != nil || got != "up" {
		t.Errorf("got %q, %v", got, err)
	}
	syscall.Kill(pid, syscall.SIGTERM)
	eventually(t, "the daemon ends", func() bool { _, err := get(port); return err != nil })
}

// A new process takes the sockets of an old one over, which finishes; no request is lost.
func TestTakeOver(t *testing.T) {
	port := takePort(t)
	socket := filepath.Join(t.TempDir(), "s")
	global := fmt.Sprintf("  stats socket %s expose-fd listeners", socket)
	old := run(t, "-f", config(t, port, "old", global))
	answers(t, port, "old")
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	done := make(chan bool)
	go func() { defer close(done); hammer(ctx, t, port) }()
	run(t, "-x", socket, "-sf", strconv.Itoa(old.cmd.Process.Pid), "-f", config(t, port, "new", global))
	if code := old.ends(); code != 0 {
		t.Errorf("the old process: exit code %d:\n%s", code, &old.out)
	}
	answers(t, port, "new")
	stop()
	<-done
}

// A process that keeps its port is asked to pause until the new one has it, and to end then.
func TestBusyPort(t *testing.T) {
	port := takePort(t)
	old := exec.Command(os.Args[0])
	old.Env = append(os.Environ(), fmt.Sprintf("%s=127.0.0.1:%d", keepPort, port))
	said, err := old.StdoutPipe()
	if err == nil {
		err = old.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(said).ReadString('\n'); err != nil {
		t.Fatalf("the old process says %q, %v", line, err)
	}
	run(t, "-sf", strconv.Itoa(old.Process.Pid), "-f", config(t, port, "new", ""))
	if err := old.Wait(); err != nil {
		t.Errorf("the old process: %v", err)
	}
	answers(t, port, "new")
}

// keepPort, in the environment, makes the test binary a process that listens on that address and shares it with nobody.
const keepPort = "APP_TEST_KEEP_PORT"

// keep listens until SIGTTOU, and ends with SIGUSR1.
func keep(addr string) int {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTTOU, syscall.SIGUSR1)
	l, err := net.Listen("tcp", addr)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("listening")
	for s := range signals {
		if l.Close(); s == syscall.SIGUSR1 {
			return 0
		}
	}
	return 1
}

// What does not come to an end by itself is cut after hard-stop-after.
func TestHardStop(t *testing.T) {
	port := takePort(t)
	p := run(t, "-f", config(t, port, "up", "  hard-stop-after 200ms"))
	answers(t, port, "up")
	c := dial(t, port)
	defer c.Close()
	fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n") // and never the end
	if _, err := io.ReadAtLeast(c, make([]byte, 100), 10); err != nil {
		t.Fatal(err)
	}
	p.cmd.Process.Signal(syscall.SIGUSR1)
	if code := p.ends(); code != 0 || !strings.Contains(p.out.String(), "performing a hard-stop") {
		t.Errorf("exit code %d:\n%s", code, &p.out)
	}
}
