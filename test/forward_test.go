package test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"metergate/test/gateway"
)

const forwardConfig = `
global
  stats socket 127.0.0.1:%[1]d level admin
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend fe
  bind 127.0.0.1:%[2]d
  http-request return status 200
metrics-forward out
  target %[3]s
  interval 100ms
  timeout server 500ms
  queue %[4]s 8m
`

// A collector takes what is pushed, as the test says, and keeps a ledger of it.
type collector struct {
	addr string
	*httptest.Server

	mu     sync.Mutex
	mood   func(w http.ResponseWriter) bool // answers in its way and returns true; nil takes everything
	taken  map[string]int                   // how often a batch arrived whole or in part, by identity and number
	calls  int
	latest string
}

var sequencePattern = regexp.MustCompile(`^([0-9a-f]{16})/(\d+)\.\d+-(\d+)\.\d+$`)

// ServeHTTP takes a message.
func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := plain(r)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	if c.mood != nil && c.mood(w) {
		return
	}
	m := sequencePattern.FindStringSubmatch(r.Header.Get("Metergate-Sequence"))
	if m == nil {
		http.Error(w, "no sequence", http.StatusBadRequest)
		return
	}
	var first, last int
	fmt.Sscan(m[2], &first)
	fmt.Sscan(m[3], &last)
	for n := first; n <= last; n++ {
		c.taken[fmt.Sprint(m[1], "/", n)]++
	}
	c.latest = m[1]
	switch {
	case strings.HasSuffix(r.URL.Path, "/_bulk"):
		one := `{"create":{"status":201}}`
		fmt.Fprintf(w, `{"errors":false,"items":[%s]}`, one+strings.Repeat(","+one, bytes.Count(body, []byte("\n"))/2-1))
	case r.URL.Path == "/write":
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("X-Prometheus-Remote-Write-Samples-Written", "1")
	}
}

// plain returns the body of a request, without its compression where that is gzip.
func plain(r *http.Request) []byte {
	from := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		unzipped, err := gzip.NewReader(from)
		if err != nil {
			return nil
		}
		from = unzipped
	}
	body, _ := io.ReadAll(from) // what breaks off is no message
	return body
}

// has reports whether all batches arrived up to a number.
func (c *collector) has(made int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for n := 1; n <= made; n++ {
		if c.taken[fmt.Sprint(c.latest, "/", n)] == 0 {
			return fmt.Errorf("batch %d of %d did not", n, made)
		}
	}
	return nil
}

// listen begins to listen, again on the same address.
func (c *collector) listen(t *testing.T) {
	t.Helper()
	var l net.Listener
	await(t, "the collector listens", func() (err error) { l, err = net.Listen("tcp", c.addr); return err })
	c.Server = httptest.NewUnstartedServer(c)
	c.Server.Listener.Close()
	c.Server.Listener = l
	c.Server.Start()
}

// feel changes how the collector answers and waits until that many messages came.
func (c *collector) feel(t *testing.T, mood func(w http.ResponseWriter) bool, messages int) {
	t.Helper()
	c.mu.Lock()
	c.mood = mood
	until := c.calls + messages
	c.mu.Unlock()
	await(t, "messages", func() error {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.calls < until {
			return fmt.Errorf("%d of %d came", c.calls, until)
		}
		return nil
	})
}

// await waits until something succeeds.
func await(t *testing.T, what string, try func() error) {
	t.Helper()
	var err error
	for end := time.Now().Add(gateway.Patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err = try(); err == nil {
			return
		}
	}
	t.Fatalf("%s: %v", what, err)
}

var newestPattern = regexp.MustCompile(`newest_batch: *(\d+)`)

// newest is the number of the newest batch that the gateway made.
func newest(t *testing.T, api string) (n int) {
	t.Helper()
	await(t, "show metrics-forward", func() error {
		out, err := ask(api, "show metrics-forward out")
		m := newestPattern.FindStringSubmatch(out)
		if err != nil || m == nil {
			return fmt.Errorf("%q, %v", out, err)
		}
		_, err = fmt.Sscan(m[1], &n)
		return err
	})
	return n
}

// TestForwardLedger pushes to a receiver that is away, busy, slow and full of rubbish, with a gateway that is killed and
// reloaded: behind all that each batch that was ever made is in the receiver's ledger.
func TestForwardLedger(t *testing.T) {
	for _, target := range []string{
		"prometheus-remote-write http://%s/api/v1/write", "prometheus-remote-write http://%s/api/v1/write version 1",
		"otlp http://%s", "elasticsearch http://%s", "influx http://%s/write?db=m",
	} {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			forwardLedger(t, target)
		})
	}
}

func forwardLedger(t *testing.T, target string) {
	k, dir := gateway.Kinds()[0], t.TempDir()
	c := &collector{addr: fmt.Sprintf("127.0.0.1:%d", freePort(t)), taken: map[string]int{}}
	c.listen(t)
	defer func() { c.Close() }()
	port, api := freePort(t), freePort(t)
	file := filepath.Join(dir, "gw.cfg")
	write(t, file, fmt.Sprintf(forwardConfig, api, port, fmt.Sprintf(target, c.addr), filepath.Join(dir, "queue")))
	options := gateway.Options{Kind: k, Program: k.Require(t), Dir: dir, Files: []string{file}}
	start := func(args ...string) *gateway.Process {
		o := options
		o.Args = args
		p, err := gateway.Start(o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := p.Stop(); err != nil {
				t.Error(err)
			}
		})
		return p
	}
	addr := fmt.Sprintf("127.0.0.1:%d", api)

	p := start()
	c.feel(t, nil, 3)
	for status, header := range map[int]string{429: "1", 503: "", 502: ""} {
		c.feel(t, func(w http.ResponseWriter) bool {
			w.Header().Set("Retry-After", header)
			w.WriteHeader(status)
			return true
		}, 1)
		c.feel(t, nil, 1)
	}
	c.feel(t, func(w http.ResponseWriter) bool { // takes it, and says so too late
		time.Sleep(time.Second)
		return false
	}, 1)
	c.feel(t, func(w http.ResponseWriter) bool { // breaks off
		panic(http.ErrAbortHandler)
	}, 1)
	c.Close()
	made := newest(t, addr)
	await(t, "batches that wait", func() error {
		if n := newest(t, addr); n < made+5 {
			return fmt.Errorf("%d", n)
		}
		return nil
	})
	made = newest(t, addr)
	p.Signal(syscall.SIGKILL)
	p.Wait()

	p = start()
	c.mood = nil
	c.listen(t)
	c.feel(t, nil, 3)
	next := start("-sf", fmt.Sprint(p.Pid()))
	if status, err := p.Wait(); err != nil || status != 0 {
		t.Errorf("the old process ended with %d, %v", status, err)
	}
	c.feel(t, nil, 3)
	made = max(made, newest(t, addr))
	await(t, "everything arrived", func() error { return c.has(made) })
	if err := next.Stop(); err != nil {
		t.Error(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	twice := 0
	for _, n := range c.taken {
		if n > 1 {
			twice++
		}
	}
	if twice == 0 {
		t.Error("no batch arrived twice, although one was taken and said so too late")
	}
	t.Logf("%d batches, %d of them more than once", len(c.taken), twice)
	for name := range c.taken {
		if name[:16] != c.latest {
			t.Errorf("batch %s has another identity than %s", name, c.latest)
		}
	}
}
