package top

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A terminal is the other side of what a program is shown on.
type terminal struct {
	*testing.T
	keys  *os.File
	shown struct {
		sync.Mutex
		text string
	}
}

// openTerminal makes a terminal and the file that a program has of it.
func openTerminal(t *testing.T) (*terminal, *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	x := &terminal{T: t, keys: master}
	t.Cleanup(func() { slave.Close(); master.Close() })
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := master.Read(buf)
			if err != nil {
				return
			}
			x.shown.Lock()
			x.shown.text += string(buf[:n])
			x.shown.Unlock()
		}
	}()
	return x, slave
}

// presses sends keys, and shows waits for a text after them.
func (x *terminal) presses(keys, shows string) {
	x.Helper()
	x.shown.Lock()
	x.shown.text = ""
	x.shown.Unlock()
	if _, err := x.keys.WriteString(keys); err != nil {
		x.Fatal(err)
	}
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		x.shown.Lock()
		text := x.shown.text
		x.shown.Unlock()
		if strings.Contains(text, shows) {
			return
		}
		if time.Now().After(end) {
			x.Fatalf("%q: %q is not in %q", keys, shows, text)
		}
	}
}

// serve answers as a gateway does, until it is closed; commands are noted.
func serve(t *testing.T, path string, commands chan<- string) net.Listener {
	t.Helper()
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			line, _ := bufio.NewReader(c).ReadString('\n') // of one that is gone: nothing
			switch strings.TrimSpace(line) {
			case "show stat":
				fmt.Fprint(c, answers[0])
			case "show operations csv":
				fmt.Fprint(c, called[0])
			default:
				commands <- strings.TrimSpace(line)
			}
			c.Close()
		}
	}()
	return l
}

// In a terminal: what keys do, a gateway that goes and comes back, another size, and the terminal as it was in the end.
func TestTerminal(t *testing.T) {
	x, tty := openTerminal(t)
	if err := unix.IoctlSetWinsize(int(tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: 100, Row: 20}); err != nil {
		t.Fatal(err)
	}
	was, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	commands, path := make(chan string, 4), filepath.Join(t.TempDir(), "s")
	l := serve(t, path, commands)
	o, err := parse([]string{"-i", "100ms", path}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	s, err := openScreen(tty, tty)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan bool)
	go func() { o.show(newModel(path), s); s.close(); close(ended) }()

	x.presses("", "web")
	x.presses("s", "api/s1")
	x.presses("d", "disable api/s1? (y/n)")
	x.presses("n", "q quit")
	x.presses("d", "disable api/s1? (y/n)")
	x.presses("y", "set server api/s1 state maint: done")
	if got := <-commands; got != "set server api/s1 state maint" {
		t.Errorf("sent %q", got)
	}
	x.presses("/s2\r", "/s2")
	x.presses("\x1b", "api/s1")
	l.Close()
	x.presses("", "cannot reach the gateway")
	l = serve(t, path, commands)
	defer l.Close()
	x.presses("", "q quit")
	if err := unix.IoctlSetWinsize(int(tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: 30, Row: 4}); err != nil {
		t.Fatal(err)
	}
	x.presses("j", "\r\n\x1b[K\x1b[2mq quit  ? help  a f b s o view\x1b[0m\x1b[J")
	x.presses("q", "\x1b[?1049l")
	<-ended
	if is, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS); err != nil || *is != *was {
		t.Errorf("the terminal is left as %+v, was %+v (%v)", is, was, err)
	}
}
