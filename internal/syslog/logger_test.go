package syslog

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"metergate/internal/conf"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// outputs returns outputs that end with the test, and the count of lines they lost.
func outputs(t *testing.T) (*Outputs, *atomic.Int64) {
	var lost atomic.Int64
	o := &Outputs{Lost: func(n int) { lost.Add(int64(n)) }}
	t.Cleanup(o.Close)
	return o, &lost
}

func target(t *testing.T, line string) *Target {
	t.Helper()
	target, err := parse(line)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func TestDatagrams(t *testing.T) {
	for _, network := range []string{"udp", "unixgram"} {
		addr := "127.0.0.1:0"
		if network == "unixgram" {
			addr = filepath.Join(t.TempDir(), "log")
		}
		d, err := net.ListenPacket(network, addr)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		o, _ := outputs(t)
		l := o.Logger([]*Target{target(t, d.LocalAddr().String()+" len 80 format short local0 info")}, Identity{})
		l.Log(Debug, 0, []byte("too low"), nil)
		l.Log(Info, 0, []byte("first\n\n"), nil)
		l.Log(Error, 0, []byte(strings.Repeat("x", 100)), nil)
		for _, want := range []string{"<6>first\n", "<3>" + strings.Repeat("x", 76) + "\n"} {
			if got := receive(t, d); got != want {
				t.Errorf("%s: got %q, want %q", network, got, want)
			}
		}
	}
}

func receive(t *testing.T, d net.PacketConn) string {
	t.Helper()
	buf := make([]byte, 4096)
	d.SetReadDeadline(time.Now().Add(10 * time.Second))
	n, _, err := d.ReadFrom(buf)
	if err != nil {
		t.Fatal(err)
	}
	return string(buf[:n])
}

// TestDaemonComesBack: a daemon on a Unix socket that goes and comes again gets the lines that follow.
func TestDaemonComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	o, lost := outputs(t)
	listen := func() net.PacketConn {
		d, err := net.ListenPacket("unixgram", path)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := listen()
	l := o.Logger([]*Target{target(t, path+" format raw local0")}, Identity{})
	l.Log(Info, 0, []byte("one"), nil)
	receive(t, d)
	d.Close()
	os.Remove(path)
	d = listen()
	defer d.Close()
	l.Log(Info, 0, []byte("two"), nil)
	if got := receive(t, d); got != "two\n" {
		t.Errorf("got %q", got)
	}
	if lost.Load() != 0 {
		t.Errorf("%d lines lost", lost.Load())
	}
}

// TestDatagramTooLong: a line that the socket refuses is lost alone, those beside it arrive in their order.
func TestDatagramTooLong(t *testing.T) {
	d, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	w := &writer{sink: sink{network: "udp", to: d.LocalAddr().(*net.UDPAddr).AddrPort()}, out: &Outputs{}}
	var lost int
	w.out.Lost = func(n int) { lost += n }
	for _, line := range []string{"one", "two", strings.Repeat("x", 1<<16), "three"} {
		w.batch = append(w.batch, line...)
		w.ends = append(w.ends, len(w.batch))
	}
	w.post()
	defer w.disconnect()
	for _, want := range []string{"one", "two", "three"} {
		if got := receive(t, d); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if lost != 1 {
		t.Errorf("%d lines lost", lost)
	}
}

// TestNobodyThere: lines to a daemon that is not there are counted, and the operator hears of it once.
func TestNobodyThere(t *testing.T) {
	o, lost := outputs(t)
	var complaints atomic.Int64
	o.Complain = func(error) { complaints.Add(1) }
	l := o.Logger([]*Target{target(t, filepath.Join(t.TempDir(), "none")+" local0")}, Identity{})
	for range 5 {
		l.Log(Info, 0, []byte("line"), nil)
	}
	o.Close()
	if lost.Load() != 5 || complaints.Load() != 1 {
		t.Errorf("%d lost, %d complaints", lost.Load(), complaints.Load())
	}
}

// TestStreams: lines over TCP keep their order, those that are still queued when the outputs close included.
func TestStreams(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	o, _ := outputs(t)
	l := o.Logger([]*Target{target(t, "tcp@"+ln.Addr().String()+" format raw local0")}, Identity{})
	var want strings.Builder
	for i := range 1000 {
		line := fmt.Sprint("line ", i)
		l.Log(Info, 0, []byte(line), nil)
		want.WriteString(line + "\n")
	}
	c, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	o.Close()
	got, err := io.ReadAll(c)
	if err != nil || string(got) != want.String() {
		t.Errorf("got %d bytes, want %d; %v", len(got), want.Len(), err)
	}
}

// TestStuckReader: a reader that does not read holds nobody up, and what finds no room is counted.
func TestStuckReader(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	o, lost := outputs(t)
	fd := w.Fd() // blocking from here on, as inherited ones are
	l := o.Logger([]*Target{{Addr: conf.Addr{Family: conf.FD, FD: int(fd)}, Form: Raw, Max: Debug, Len: 1024}}, Identity{})
	line := []byte(strings.Repeat("x", 1000))
	const lines = 3 * queueSize
	for range lines {
		l.Log(Info, 0, line, nil)
	}
	if lost.Load() == 0 {
		t.Error("nothing was dropped")
	}
	read := make(chan int)
	go func() {
		n, _ := io.Copy(io.Discard, r)
		read <- int(n)
	}()
	o.Close()
	w.Close()
	if n := <-read; n != (lines-int(lost.Load()))*1001 {
		t.Errorf("%d bytes read, %d lines lost of %d", n, lost.Load(), lines)
	}
}

func TestLogAllocatesNothing(t *testing.T) {
	d, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	o, _ := outputs(t)
	l := o.Logger([]*Target{target(t, d.LocalAddr().String()+" local0")}, Identity{Tag: "haproxy", PID: 1})
	line := []byte(strings.Repeat("x", 200))
	for range 2 * queueSize {
		l.Log(Info, time.Now().UnixNano(), line, nil)
		if len(o.writers[0].wake) == 0 && o.writers[0].queue.peek() != nil {
			time.Sleep(10 * time.Microsecond)
		}
	}
	if n := testing.AllocsPerRun(1000, func() { l.Log(Info, 1, line, nil) }); n != 0 {
		t.Errorf("%v allocations a line", n)
	}
}
