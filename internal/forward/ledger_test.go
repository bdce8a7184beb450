package forward

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"metergate/internal/export"
)

// A ledger is a receiver of every kind over HTTP that writes down which parts it took, and answers as the test says.
type ledger struct {
	*httptest.Server
	mu    sync.Mutex
	mood  func(w http.ResponseWriter, take func()) // of the next message; nil takes it
	taken map[[2]int]int                           // how often, by batch and part
	sizes []int                                    // parts of each batch, from the first on
}

// ServeHTTP takes a message, or does what the mood says.
func (l *ledger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	l.mu.Lock()
	mood := l.mood
	l.mood = nil
	l.mu.Unlock()
	sequence := r.Header.Get("Metergate-Sequence")
	take := func() { l.take(sequence) }
	if mood != nil {
		mood(w, take)
		return
	}
	take()
	accept(w, r, sequence)
}

// take writes down the parts of a message.
func (l *ledger) take(sequence string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	first, last := ends(sequence)
	for p := first; p[0] < last[0] || p[0] == last[0] && p[1] <= last[1]; {
		l.taken[p]++
		if p[1]++; p[1] >= l.sizes[p[0]-1] {
			p = [2]int{p[0] + 1, 0}
		}
	}
}

// ends returns the first and the last part that a sequence names, each by its batch and its number in it.
func ends(sequence string) (first, last [2]int) {
	_, numbers, _ := strings.Cut(sequence, "/")
	if _, err := fmt.Sscanf(numbers, "%d.%d-%d.%d", &first[0], &first[1], &last[0], &last[1]); err != nil {
		panic(fmt.Sprintf("no sequence: %q", sequence))
	}
	return first, last
}

// accept answers as the receiver of each kind does that takes all.
func accept(w http.ResponseWriter, r *http.Request, sequence string) {
	switch {
	case strings.HasSuffix(r.URL.Path, "/_bulk"):
		first, last := ends(sequence)
		if first[0] != last[0] {
			w.WriteHeader(http.StatusRequestEntityTooLarge) // how many they are does not show
			return
		}
		one := `{"create":{"status":201}}`
		fmt.Fprintf(w, `{"errors":false,"items":[%s]}`, one+strings.Repeat(","+one, last[1]-first[1]))
	case r.URL.Path == "/write":
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set(writtenHeader, "1")
	}
}

// A sized form tells the ledger how many parts each batch has.
type sized struct {
	form
	ledger *ledger
}

func (s *sized) items(k *tick, add func(item []byte)) {
	n := 0
	s.form.items(k, func(item []byte) { n++; add(item) })
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	s.ledger.sizes = append(s.ledger.sizes, n)
}

// The faults of receivers. Each is of one message; those behind it are taken.
var faults = []struct {
	name    string
	refuses bool // some kinds take it for a refusal: what is not taken is put aside then
	mood    func(w http.ResponseWriter, take func())
}{
	{"busy", false, func(w http.ResponseWriter, _ func()) {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	}},
	{"unavailable", false, func(w http.ResponseWriter, _ func()) { w.WriteHeader(http.StatusServiceUnavailable) }},
	{"failing", true, func(w http.ResponseWriter, _ func()) { w.WriteHeader(http.StatusInternalServerError) }},
	{"refusing", true, func(w http.ResponseWriter, _ func()) { http.Error(w, "I do not like it", http.StatusBadRequest) }},
	{"too large", false, func(w http.ResponseWriter, _ func()) { w.WriteHeader(http.StatusRequestEntityTooLarge) }},
	{"garbage", false, func(w http.ResponseWriter, take func()) {
		take()
		_, _ = io.WriteString(w, "<html>\xff\x00 welcome")
	}},
	{"half an answer", false, func(w http.ResponseWriter, take func()) {
		take()
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"errors":false,`)
		panic(http.ErrAbortHandler)
	}},
	{"no answer", false, func(http.ResponseWriter, func()) { panic(http.ErrAbortHandler) }},
	{"late answer", false, func(w http.ResponseWriter, take func()) {
		take()
		time.Sleep(ledgerPatience + 100*time.Millisecond)
	}},
	{"asks for a password", false, func(w http.ResponseWriter, _ func()) { w.WriteHeader(http.StatusUnauthorized) }},
	{"sends elsewhere", false, func(w http.ResponseWriter, _ func()) {
		w.Header().Set("Location", "http://127.0.0.1:1/")
		w.WriteHeader(http.StatusFound)
	}},
}

// ledgerPatience is how long the destinations of ledgers wait for an answer.
const ledgerPatience = 500 * time.Millisecond

// ledgerKinds are the kinds over HTTP, with their paths and options.
var ledgerKinds = []struct {
	kind, path string
	options    []string
}{
	{"prometheus-remote-write", "/api/v1/write", nil},
	{"prometheus-remote-write", "/api/v1/write", []string{"version", "1"}},
	{"otlp", "", nil},
	{"otlp", "", []string{"temporality", "delta"}},
	{"elasticsearch", "", nil},
	{"influx", "/write?db=m", nil},
}

// TestLedger has each kind over HTTP meet each fault of a receiver: behind it each part that was ever made is in the ledger, or
// in a file that is named by its batch, and counted.
func TestLedger(t *testing.T) {
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			meet(t, f.refuses, func(t *testing.T, l *ledger, _ *target) (fault func()) {
				l.Server = httptest.NewServer(l)
				return func() { l.feel(f.mood) }
			})
		})
	}
}

// TestLedgerOverTLS meets receivers that have a certificate of somebody else for a while.
func TestLedgerOverTLS(t *testing.T) {
	t.Parallel()
	meet(t, false, func(t *testing.T, l *ledger, to *target) (fault func()) {
		stranger := &tls.Config{Certificates: []tls.Certificate{strange(t)}}
		var wrong atomic.Bool
		l.Server = httptest.NewUnstartedServer(l)
		l.Config.ErrorLog = log.New(io.Discard, "", 0)
		l.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			if wrong.Swap(false) {
				return stranger, nil
			}
			return nil, nil // the usual one
		}}
		l.StartTLS()
		right := x509.NewCertPool()
		right.AddCert(l.Certificate())
		to.tls = &tls.Config{RootCAs: right}
		return func() {
			wrong.Store(true)
			l.CloseClientConnections()
		}
	})
}

// TestLedgerAway meets receivers that are killed, and come back.
func TestLedgerAway(t *testing.T) {
	t.Parallel()
	meet(t, false, func(_ *testing.T, l *ledger, _ *target) (fault func()) {
		l.Server = httptest.NewServer(l)
		return func() {
			addr := l.Listener.Addr().String()
			l.Close()
			time.AfterFunc(ledgerPatience, func() { l.again(addr) })
		}
	})
}

// strange makes a certificate that nobody has signed.
func strange(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	cert, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{cert}, PrivateKey: key}
}

// feel has the next message meet a mood.
func (l *ledger) feel(mood func(w http.ResponseWriter, take func())) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mood = mood
}

// again listens at an address once more.
func (l *ledger) again(addr string) {
	fresh := httptest.NewUnstartedServer(l)
	fresh.Listener.Close()
	for {
		socket, err := net.Listen("tcp", addr)
		if err == nil {
			fresh.Listener = socket
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	fresh.Start()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.Server = fresh
}

// A meeting is a destination of one kind and its receiver.
type meeting struct {
	*ledger
	d     *destination
	fault func()
	mu    sync.Mutex
	told  []string // in the log
}

// meet has each kind push before a fault, into it and behind it, and then looks at what arrived. prepare starts a receiver for a
// target and returns what makes it fail.
func meet(t *testing.T, refuses bool, prepare func(*testing.T, *ledger, *target) (fault func())) {
	var all []*meeting
	for _, k := range ledgerKinds {
		x := &meeting{ledger: &ledger{taken: map[[2]int]int{}}}
		to := aim(t, k.kind, "http://unknown"+k.path, k.options...)
		x.fault = prepare(t, x.ledger, to)
		t.Cleanup(func() { x.Close() })
		u, err := url.Parse(x.URL + k.path)
		if err != nil {
			t.Fatal(err)
		}
		to.url, to.answer = u, ledgerPatience
		x.begin(t, to)
		all = append(all, x)
	}
	step := func(what string, do func(x *meeting)) {
		for _, x := range all {
			do(x)
		}
		for _, x := range all {
			await(t, what+" of "+x.d.c.target.String(), func() bool { return x.d.length().Batches == 0 })
		}
	}
	step("the first batch", func(x *meeting) { x.d.reader.tick() })
	step("the batches of the fault", func(x *meeting) {
		x.fault()
		x.d.reader.tick()
		x.d.reader.tick()
	})
	step("the last batch", func(x *meeting) { x.d.reader.tick() })
	for _, x := range all {
		x.check(t, x.d, refuses)
		x.mu.Lock()
		if len(x.told) > 2 {
			t.Errorf("%s: one fault is told of in %d lines: %q", x.d.c.target, len(x.told), x.told)
		}
		x.mu.Unlock()
	}
}

// begin runs the destination. Its ticks are made by the test.
func (x *meeting) begin(t *testing.T, to *target) {
	p := newPicture()
	o := &Options{
		Walk:   func() *export.Walk { p.count(1); return p.walk() },
		Permit: func(f func()) { f() },
		Tell: func(_ int, line string) {
			x.mu.Lock()
			defer x.mu.Unlock()
			x.told = append(x.told, line)
		},
	}
	var err error
	if x.d, err = newDestination(&Config{Name: "x", Interval: time.Hour, target: to, queue: queueAt{t.TempDir(), 1 << 20}}, o); err != nil {
		t.Fatal(err)
	}
	x.d.form = &sized{x.d.form, x.ledger}
	if err := x.d.open(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var sending sync.WaitGroup
	sending.Go(func() { x.d.sender.run(ctx, make(chan struct{})) })
	t.Cleanup(func() {
		cancel()
		sending.Wait()
		x.d.queue.Close()
	})
}

// check holds the ledger against what was made: each part is in it, or in a file beside the queue and counted as dropped.
func (l *ledger) check(t *testing.T, d *destination, refuses bool) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	missing, twice := 0, 0
	for batch, parts := range l.sizes {
		for part := range parts {
			switch n := l.taken[[2]int{batch + 1, part}]; {
			case n > 1:
				twice++
			case n == 0:
				missing++
				if files, _ := filepath.Glob(filepath.Join(d.c.queue.dir, fmt.Sprintf("%016x.aside", batch+1))); len(files) != 1 {
					t.Errorf("%s: part %d of batch %d is nowhere", d.c.target, part, batch+1)
				}
			}
		}
	}
	a := d.account.read()
	if int(a.dropped()) != missing || missing > 0 && !refuses {
		t.Errorf("%s: %d parts are missing, %d were dropped: %v", d.c.target, missing, a.dropped(), a.drops)
	}
	t.Logf("%s: %d batches, %d parts refused, %d parts more than once, %d attempts failed: %s", d.c.target, len(l.sizes), missing, twice, a.failures, a.lastError)
}
