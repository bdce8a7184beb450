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
