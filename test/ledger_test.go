package test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"metergate/test/gateway"
	"metergate/test/origin"
	"metergate/test/port"
)

// ledgerConfig has a backend for each way in which requests end. Its ports are, in order: frontend, origin,
// a port where nothing listens, syslog.
const ledgerConfig = `
global
  nbthread %[5]d
  log 127.0.0.1:%[4]s len 8192 local0
  stats socket unix@gw.sock level admin
defaults
  mode http
  log global
  option httplog
  timeout client 60s
  timeout server 60s
  timeout connect 60s
  timeout queue 60s
  http-reuse always
frontend f
  bind 127.0.0.1:%[1]s
  use_backend %%[path,field(2,/)]
backend be
  server o 127.0.0.1:%[2]s
backend again
  retries 2
  retry-on 503 empty-response
  server o 127.0.0.1:%[2]s
backend hasty
  timeout server 100ms
  server o 127.0.0.1:%[2]s
backend narrow
  server o 127.0.0.1:%[2]s maxconn 2
backend fail
  timeout connect 50ms
  retries 1
  server dead 127.0.0.1:%[3]s
backend half
  option redispatch
  balance roundrobin
  server dead 127.0.0.1:%[3]s
  server o 127.0.0.1:%[2]s
backend none
  http-request deny if { url_sub deny }
`

// TestLedgers holds the counters of the gateway at rest against what its clients, its origin and its log know.
func TestLedgers(t *testing.T) {
	for _, k := range gateway.Kinds() {
		if !k.Ours() {
			continue
		}
		for loops := 1; loops <= 2; loops++ {
			t.Run(fmt.Sprintf("%s/%d", k.Name, loops), func(t *testing.T) { auditGateway(t, k, loops) })
		}
	}
}

// audit is a gateway with all the books that are kept about it.
type audit struct {
	*testing.T
	dir, addr string
	origin    *origin.Server
	log       *syslogd
	book      clientBook
}

func auditGateway(t *testing.T, k gateway.Kind, loops int) {
	a := openAudit(t, k, loops)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	a.load(seed, a.book.session)
	a.await(a.settled)
	a.await(a.exact)
	clean := a.book.conns
	a.load(seed, a.molest)
	a.await(a.settled)
	a.await(a.bounded)
	if a.book.conns == clean {
		t.Error("nobody left early")
	}
}

func openAudit(t *testing.T, k gateway.Kind, loops int) *audit {
	program := k.Require(t)
	a := &audit{T: t, dir: t.TempDir(), book: clientBook{want: map[string]map[string]int{}}}
	var err error
	check := func() {
		if err != nil {
			t.Fatal(err)
		}
	}
	a.origin, err = origin.Start("127.0.0.1:0")
	check()
	t.Cleanup(a.origin.Stop)
	a.log, err = listenSyslog("udp", "127.0.0.1:0")
	check()
	t.Cleanup(func() { a.log.Close() })
	front := freePort(t)
	a.addr = net.JoinHostPort("127.0.0.1", strconv.Itoa(front))
	file := filepath.Join(a.dir, "gw.cfg")
	text := fmt.Sprintf(ledgerConfig, strconv.Itoa(front), portOf(a.origin.Addr()), strconv.Itoa(int(port.Dead(t).Port())), portOf(a.log.LocalAddr().String()), loops)
	err = os.WriteFile(file, []byte(text), 0o600)
	check()
	p, err := gateway.Start(gateway.Options{Kind: k, Program: program, Dir: a.dir, Files: []string{file}})
	check()
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func portOf(addr string) string { return addr[strings.LastIndexByte(addr, ':')+1:] }

// load runs sessions, some at once.
func (a *audit) load(seed uint64, session func(string, *rand.Rand) error) {
	const atOnce, each = 8, 5
	var all sync.WaitGroup
	for i := range uint64(atOnce) {
		all.Go(func() {
			rnd := rand.New(rand.NewPCG(seed, i))
			for range each {
				if err := session(a.addr, rnd); err != nil {
					a.Error(err)
				}
			}
		})
	}
	if all.Wait(); a.Failed() {
		a.FailNow()
	}
}

// molest shoots once and leaves without reading the answer, politely or not, sometimes amid the request.
func (a *audit) molest(addr string, rnd *rand.Rand) error {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	text := shots[rnd.IntN(len(shots))].text()
	if rnd.IntN(3) == 0 {
		text = text[:rnd.IntN(len(text)+1)]
	}
	n, _ := c.Write([]byte(text))
	time.Sleep(time.Duration(rnd.IntN(30)) * time.Millisecond)
	if rnd.IntN(2) == 0 {
		c.(*net.TCPConn).SetLinger(0)
	}
	a.book.mu.Lock()
	defer a.book.mu.Unlock()
	a.book.conns, a.book.sent = a.book.conns+1, a.book.sent+int64(n)
	return c.Close()
}

// await waits until the books agree, and says where they do not.
func (a *audit) await(agree func(stats) []string) {
	a.Helper()
	var off []string
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if off = agree(a.stats()); len(off) == 0 {
			return
		}
	}
	slices.Sort(off)
	a.Fatalf("the books differ:\n%s", strings.Join(off, "\n"))
}
