package forward

import (
	"bufio"
	"errors"
	"net"
	"strings"
	"testing"
	"time"
)

// TestLinesReconnect hands lines over, loses the connection, and hands the next ones over to another.
func TestLinesReconnect(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, aim(t, "graphite", "tcp://"+l.Addr().String()))
	send := func(line string) {
		t.Helper()
		if v := f.deliver(t.Context(), messageOf(line)); v.err != nil || len(v.refused) > 0 {
			t.Errorf("%q: %+v", line, v)
		}
	}
	accept := func() (net.Conn, *bufio.Reader) {
		t.Helper()
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(20 * time.Second))
		return c, bufio.NewReader(c)
	}
	send("a 1 1\n")
	c, r := accept()
	send("a 2 2\n")
	for _, want := range []string{"a 1 1\n", "a 2 2\n"} {
		if got, err := r.ReadString('\n'); got != want {
			t.Errorf("%q, %v, not %q", got, err, want)
		}
	}
	c.Close()
	await(t, "the end of the connection", func() bool { return !f.(*graphite).alive() })
	send("a 3 3\n")
	c, r = accept()
	if got, err := r.ReadString('\n'); got != "a 3 3\n" {
		t.Errorf("%q, %v", got, err)
	}
	l.Close()
	c.Close()
	await(t, "the end of the connection", func() bool { return !f.(*graphite).alive() })
	if v := f.deliver(t.Context(), messageOf("a 4 4\n")); v.err == nil {
		t.Error("handed over to nobody")
	}
}

// TestLinesSlow gives up on a receiver that does not read, and counts what it did not take.
func TestLinesSlow(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	a := aim(t, "graphite", "tcp://"+l.Addr().String())
	a.answer = 50 * time.Millisecond
	line := strings.Repeat("x", 1<<20) + " 1 1\n"
	v := open(t, a).deliver(t.Context(), messageOf(line, line, line, line, line, line, line, line, line, line, line, line, line, line, line, line))
	if v.err == nil && len(v.refused) == 0 {
		t.Error("a receiver that does not read took 16 MB")
	}
}

func TestNotSent(t *testing.T) {
	m := messageOf("aa\n", "bb\n", "cc\n")
	for n, refused := range []int{3, 3, 3, 2, 2, 2, 1, 1, 1, 0} {
		v := notSent(m.parts, n, errors.New("broken"))
		if got := len(v.refused); v.err != nil && refused != 3 || v.err == nil && got != refused {
			t.Errorf("%d bytes: %+v", n, v)
		}
	}
}
