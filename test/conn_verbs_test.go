package test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

const usageConn = "conn NAME ADDR [-tls] | NAME send|fill|flood|recv|read|eof|reset|quiet|shut|close|abort ..."

// connVerb is what a script does with an open connection.
type connVerb struct {
	least int // arguments
	run   func(ts *testscript.TestScript, c *conn, args []string)
}

var connVerbs = map[string]connVerb{
	"send":  {1, connSend},
	"fill":  {1, connFill},
	"flood": {1, connFlood},
	"recv":  {1, connRecv},
	"read":  {1, connRead},
	"quiet": {1, connQuiet},
	"eof":   {0, func(ts *testscript.TestScript, c *conn, _ []string) { connEnd(ts, c, "eof") }},
	"reset": {0, func(ts *testscript.TestScript, c *conn, _ []string) { connEnd(ts, c, "reset") }},
	"shut":  {0, func(ts *testscript.TestScript, c *conn, _ []string) { ts.Check(c.tcp.CloseWrite()) }},
	"close": {0, func(ts *testscript.TestScript, c *conn, _ []string) { c.Close() }},
	"abort": {0, func(ts *testscript.TestScript, c *conn, _ []string) { c.tcp.SetLinger(0); c.Close() }},
}

func cmdConn(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	need(ts, args, 2, usageConn)
	s, name, do := of(ts), args[0], args[1]
	c := s.conns[name]
	if c == nil {
		connOpen(ts, name, args[1:])
		return
	}
	v, ok := connVerbs[do]
	if !ok || len(args)-2 < v.least {
		ts.Fatalf("usage: %s", usageConn)
	}
	c.SetDeadline(time.Now().Add(patience))
	v.run(ts, c, args[2:])
	if do == "close" || do == "abort" {
		delete(s.conns, name)
	}
}

func connOpen(ts *testscript.TestScript, name string, args []string) {
	sni := noTLS
	if len(args) > 1 && args[1] == "-tls" {
		sni = ""
	}
	c, err := dialConn(address(args[0]), sni)
	ts.Check(err)
	of(ts).conns[name] = c
}

func connSend(ts *testscript.TestScript, c *conn, args []string) {
	_, err := io.WriteString(c, unescape(ts, args[0]))
	ts.Check(err)
}

func connFill(ts *testscript.TestScript, c *conn, args []string) {
	n, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	_, err = io.CopyN(c, zeros{}, n)
	ts.Check(err)
}

// connFlood writes as much as the other side takes; however that ends is fine.
func connFlood(ts *testscript.TestScript, c *conn, args []string) {
	n, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	c.SetWriteDeadline(time.Now().Add(time.Second))
	io.CopyN(c, zeros{}, n)
}

func connRecv(ts *testscript.TestScript, c *conn, args []string) {
	method := "GET"
	if len(args) > 1 {
		method = args[1]
	}
	a := c.recv(method)
	a.print(ts)
	if a.result != args[0] {
		ts.Fatalf("received %s, want %s", a.result, args[0])
	}
}

// connEnd expects the end of the connection with nothing before it.
func connEnd(ts *testscript.TestScript, c *conn, want string) {
	rest, err := io.ReadAll(c.r)
	got := "eof"
	if err != nil {
		got = endOf(err, "eof")
	}
	if got != want || len(rest) > 0 {
		ts.Fatalf("connection ended with %s after %q, want %s at once", got, rest, want)
	}
}

// connQuiet expects that nothing comes for a while.
func connQuiet(ts *testscript.TestScript, c *conn, args []string) {
	d, err := time.ParseDuration(args[0])
	ts.Check(err)
	c.SetReadDeadline(time.Now().Add(min(d, patience)))
	if b, err := c.r.Peek(1); err == nil || !errors.Is(err, os.ErrDeadlineExceeded) {
		ts.Fatalf("received %q, %v within %v", b, err, d)
	}
}

// connRead reads until the pattern matches what came since the last command.
func connRead(ts *testscript.TestScript, c *conn, args []string) {
	re, err := regexp.Compile(args[0])
	ts.Check(err)
	var got strings.Builder
	for !re.MatchString(got.String()) {
		b, err := c.r.ReadByte()
		if err != nil {
			ts.Fatalf("read %q, then %v; want %q", got.String(), err, args[0])
		}
		got.WriteByte(b)
	}
	fmt.Fprint(ts.Stdout(), got.String())
}

// unescape reads the escapes of a Go string.
func unescape(ts *testscript.TestScript, text string) string {
	out, err := strconv.Unquote(`"` + strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(text) + `"`)
	if err != nil {
		ts.Fatalf("cannot read the escapes of %q: %v", text, err)
	}
	return out
}

// zeros is an endless body of the digit 0.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}
