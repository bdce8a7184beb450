package test

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// client is one http command of a script.
type client struct {
	addr, target string
	method       string
	headers      []string
	body         string
	fill         int
	chunked      bool
	tls          bool
	sni          string
	http10       bool
	serial       int
	parallel     int

	mu             sync.Mutex // guards the bytes of all connections
	sent, received int
}

const usageHTTP = "http [FLAGS] ADDR TARGET [RESULT...]"

// parseClient reads the words of an http command; what is left are the results wanted.
func parseClient(args []string) (c *client, results []string, err error) {
	c = &client{}
	f := flag.NewFlagSet("http", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&c.method, "X", "GET", "method")
	f.Func("H", "header", func(h string) error { c.headers = append(c.headers, h); return nil })
	f.StringVar(&c.body, "d", "", "body")
	f.IntVar(&c.fill, "D", 0, "bytes of body")
	f.BoolVar(&c.chunked, "chunked", false, "frame the body in chunks")
	f.BoolVar(&c.tls, "tls", false, "over TLS")
	f.StringVar(&c.sni, "sni", "", "server name")
	f.BoolVar(&c.http10, "10", false, "HTTP/1.0")
	f.IntVar(&c.serial, "n", 1, "requests one after another")
	f.IntVar(&c.parallel, "p", 1, "connections at once")
	if err := f.Parse(args); err != nil {
		return c, nil, err
	}
	if f.NArg() < 2 {
		return c, nil, fmt.Errorf("usage: %s", usageHTTP)
	}
	c.addr, c.target = address(f.Arg(0)), f.Arg(1)
	if c.fill > 0 {
		c.body = strings.Repeat("0", c.fill)
	}
	return c, f.Args()[2:], nil
}

func cmdHTTP(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	c, want, err := parseClient(args)
	ts.Check(err)
	answers := c.run()
	got := make([]string, len(answers))
	for i, a := range answers {
		got[i] = a.result
	}
	answers[len(answers)-1].print(ts)
	ts.Setenv("sent", strconv.Itoa(c.sent))
	ts.Setenv("received", strconv.Itoa(c.received))
	if len(want) == 0 {
		want = []string{"200"}
	}
	for len(want) == 1 && len(got) > len(want) {
		want = slices.Repeat(want, len(got))
	}
	if c.parallel > 1 {
		slices.Sort(got)
		slices.Sort(want)
	}
	if !slices.Equal(got, want) {
		ts.Fatalf("results %v, want %v", got, want)
	}
}

// run sends every request of the command and collects the answers.
func (c *client) run() []*answer {
	all := make([][]*answer, c.parallel)
	var wg sync.WaitGroup
	for i := range all {
		wg.Go(func() { all[i] = c.series() })
	}
	wg.Wait()
	return slices.Concat(all...)
}

// series sends the requests of one connection.
func (c *client) series() (answers []*answer) {
	sni := noTLS
	if c.tls {
		sni = c.sni
	}
	k, err := dialConn(c.addr, sni)
	if err != nil {
		return []*answer{{result: err.Error()}}
	}
	defer c.count(k)
	for i := range c.serial {
		k.SetDeadline(time.Now().Add(patience))
		io.WriteString(k, c.request(i == c.serial-1))
		a := k.recv(c.method)
		answers = append(answers, a)
		if a.head == nil {
			break
		}
		if a.head.Has("connection", "close") {
			a.end(k)
			break
		}
	}
	return answers
}

// count closes a connection and adds its bytes.
func (c *client) count(k *conn) {
	k.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent += k.sent
	c.received += k.received
}

// end waits for the end of a connection after its last answer; whatever comes before is wrong.
func (a *answer) end(k *conn) {
	if extra, err := io.ReadAll(k.r); len(extra) > 0 || err != nil && endOf(err, "") == "timeout" {
		a.result += fmt.Sprintf("/then %d bytes, %v", len(extra), err)
	}
}

// request is the text of one request; the last on a connection says so.
func (c *client) request(last bool) string {
	var w strings.Builder
	version := "HTTP/1.1"
	if c.http10 {
		version = "HTTP/1.0"
	}
	fmt.Fprintf(&w, "%s %s %s\r\n", c.method, c.target, version)
	if !slices.ContainsFunc(c.headers, func(h string) bool { return strings.HasPrefix(strings.ToLower(h), "host:") }) {
		w.WriteString("Host: test\r\n")
	}
	for _, h := range c.headers {
		fmt.Fprintf(&w, "%s\r\n", h)
	}
	if last && !c.http10 {
		w.WriteString("Connection: close\r\n")
	}
	switch {
	case c.chunked:
		fmt.Fprintf(&w, "Transfer-Encoding: chunked\r\n\r\n%s0\r\n\r\n", chunk(c.body))
	case c.body != "":
		fmt.Fprintf(&w, "Content-Length: %d\r\n\r\n%s", len(c.body), c.body)
	default:
		w.WriteString("\r\n")
	}
	return w.String()
}

func chunk(body string) string {
	if body == "" {
		return ""
	}
	return fmt.Sprintf("%x\r\n%s\r\n", len(body), body)
}
