package test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"metergate/test/wire"
)

// conn is a client's connection. It counts its bytes, inside TLS.
type conn struct {
	net.Conn
	tcp            *net.TCPConn // below TLS, if any
	r              *bufio.Reader
	sent, received int
}

func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.received += n
	return n, err
}

func (c *conn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.sent += n
	return n, err
}

// dialConn connects over TCP; sni other than "-" puts TLS on it, without judging certificates.
func dialConn(addr, sni string) (*conn, error) {
	c, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		return nil, err
	}
	k := &conn{Conn: c, tcp: c.(*net.TCPConn)}
	k.SetDeadline(time.Now().Add(patience))
	if sni != noTLS {
		t := tls.Client(c, &tls.Config{InsecureSkipVerify: true, ServerName: sni})
		if err := t.Handshake(); err != nil {
			c.Close()
			return nil, err
		}
		k.Conn = t
	}
	k.r = bufio.NewReader(k)
	return k, nil
}

// noTLS stands for a connection without TLS: no server name looks like this.
const noTLS = "-"

// answer is a response as the client saw it.
type answer struct {
	head   *wire.Head
	body   bytes.Buffer
	result string // as scripts write it: 200, 200/cut, none, reset, timeout
}

// recv reads the answer to a request with this method; interim answers are passed over.
func (c *conn) recv(method string) *answer {
	a := &answer{}
	for {
		head, err := wire.ReadHead(c.r)
		if err != nil {
			a.result = endOf(err, "none")
			return a
		}
		a.head, a.result = head, head.Line[1]
		if len(a.result) != 3 || a.result[0] != '1' || a.result == "101" {
			break
		}
	}
	if err := c.content(a, method); err != nil {
		a.result += "/" + endOf(err, "cut")
	}
	return a
}

// content reads the body of an answer, if it has one.
func (c *conn) content(a *answer, method string) (err error) {
	status := a.head.Line[1]
	switch {
	case method == "HEAD", status == "101", status == "204", status == "304":
	case a.head.Length == wire.Absent:
		_, err = io.Copy(&a.body, c.r)
	default:
		_, err = wire.CopyBody(&a.body, c.r, a.head.Length)
	}
	return err
}

// endOf names the way in which a connection ended.
func endOf(err error, eof string) string {
	switch {
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "reset"
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "timeout"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return eof
	}
	return err.Error()
}

// print shows an answer to the script: head on stderr, body on stdout. Of a long
// body only the beginning and the size are shown.
func (a *answer) print(ts *testscript.TestScript) {
	const most = 64 << 10
	body := a.body.String()
	if len(body) > most {
		body = fmt.Sprintf("%s... %d bytes\n", body[:64], len(body))
	}
	fmt.Fprint(ts.Stdout(), body)
	if a.head != nil {
		fmt.Fprint(ts.Stderr(), strings.ReplaceAll(a.head.Raw, "\r", ""))
	}
}

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
