package forward

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"metergate/internal/export"
	"metergate/internal/metric"
	"metergate/internal/protobuf"
)

// A response is how a receiver answers in place of a confirmation.
type response struct {
	status  int    // of HTTP, 200 when 0
	code    string // of gRPC
	header  map[string]string
	body    string
	trailer bool // the code stands behind the body, not in the head
	abort   bool
}

// A receiver of OTLP takes what the protocol allows and refuses the rest. It keeps a ledger of data points.
type receiver struct {
	*httptest.Server
	away atomic.Bool // connections are closed

	mu     sync.Mutex
	mood   []response // of the next requests
	ledger map[string]int
	faults []error
}

// Accept hangs up while the receiver is away.
func (r *receiver) accept(l net.Listener) (net.Conn, error) {
	for {
		c, err := l.Accept()
		if err != nil || !r.away.Load() {
			return c, err
		}
		c.Close()
	}
}

type hangingUp struct {
	net.Listener
	r *receiver
}

func (h hangingUp) Accept() (net.Conn, error) { return h.r.accept(h.Listener) }

func startOTLP(t *testing.T, secret bool) *receiver {
	t.Helper()
	r := &receiver{ledger: map[string]int{}}
	r.Server = httptest.NewUnstartedServer(r)
	r.Listener = hangingUp{r.Listener, r}
	r.Config.Protocols = new(http.Protocols)
	r.Config.Protocols.SetHTTP1(true)
	r.Config.Protocols.SetHTTP2(true)
	r.Config.Protocols.SetUnencryptedHTTP2(true)
	r.Config.ErrorLog = nil
	if secret {
		r.EnableHTTP2 = true
		r.StartTLS()
	} else {
		r.Start()
	}
	t.Cleanup(r.Close)
	return r
}

// ServeHTTP takes a request.
func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	grpc := q.URL.Path == exportMethod
	if len(r.mood) > 0 {
		next := r.mood[0]
		r.mood = r.mood[1:]
		next.write(w, grpc)
		return
	}
	if err == nil {
		err = r.take(q, body, grpc)
	}
	if err != nil {
		r.faults = append(r.faults, err)
		(&response{status: 400, code: "3", body: err.Error()}).write(w, grpc)
		return
	}
	(&response{code: "0", body: frame(""), trailer: true}).confirm(w, grpc)
}

// confirm answers a request that was taken.
func (a *response) confirm(w http.ResponseWriter, grpc bool) {
	if !grpc {
		a.body = ""
		w.Header().Set("Content-Type", protobufContent)
	}
	a.write(w, grpc)
}

func (a *response) write(w http.ResponseWriter, grpc bool) {
	if a.abort {
		panic(http.ErrAbortHandler)
	}
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	switch {
	case grpc && a.code != "":
		w.Header().Set("Content-Type", "application/grpc+proto")
		name := "Grpc-Status"
		if a.trailer {
			name = http.TrailerPrefix + name
		}
		w.Header().Set(name, a.code)
	case a.status > 0:
		w.WriteHeader(a.status)
	}
	io.WriteString(w, a.body)
}

// take enters a request into the ledger.
func (r *receiver) take(q *http.Request, body []byte, grpc bool) error {
	zipped := q.Header.Get("Content-Encoding") == "gzip"
	content := protobufContent
	if grpc {
		content = "application/grpc+proto"
		if len(body) < 5 || int(binary.BigEndian.Uint32(body[1:])) != len(body)-5 || q.ProtoMajor != 2 || q.Header.Get("Te") != "trailers" {
			return fmt.Errorf("no call: %.20q, HTTP %d", body, q.ProtoMajor)
		}
		zipped = body[0] == 1
		if zipped != (q.Header.Get("Grpc-Encoding") == "gzip") {
			return errors.New("compression is not told")
		}
		body = body[5:]
	} else if q.URL.Path != "/v1/metrics" {
		return fmt.Errorf("nothing at %s", q.URL.Path)
	}
	if q.Method != "POST" || q.Header.Get("Content-Type") != content {
		return fmt.Errorf("%s of %s", q.Method, q.Header.Get("Content-Type"))
	}
	if zipped {
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return err
		}
		if body, err = io.ReadAll(z); err != nil {
			return err
		}
	}
	points, err := readOTLP(body)
	for key := range points {
		r.ledger[key]++
	}
	return err
}

// feel sets the answers to the next requests.
func (r *receiver) feel(mood ...response) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mood = mood
}

// keys are the data points that arrived.
func (r *receiver) keys() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.ledger))
}

// zippedFrame is a body of gRPC that is compressed.
func zippedFrame(message string) string { return "\x01" + frame(string(zipped([]byte(message))))[1:] }

// frame is a body of gRPC.
func frame(message string) string {
	return string(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message)))) + message
}

// partialOf is an ExportMetricsServiceResponse.
func partialOf(rejected uint64, why string) string {
	var m protobuf.Message
	m.Nest(responsePartial, func() {
		m.Varint(partialRejected, rejected)
		m.Text(partialWhy, why)
	})
	return string(m.Buf)
}

// retryIn is the header of a google.rpc.Status with details.
func retryIn(seconds, nanos uint64) map[string]string {
	var m protobuf.Message
	m.Varint(1, 8)
	for _, kind := range []string{"type.googleapis.com/google.rpc.DebugInfo", retryInfoType} {
		m.Nest(statusDetails, func() {
			m.Text(anyType, kind)
			m.Nest(anyValue, func() {
				m.Nest(retryDelay, func() {
					m.Varint(durationSeconds, seconds)
					m.Varint(durationNanos, nanos)
				})
			})
		})
	}
	return map[string]string{"Grpc-Status-Details-Bin": base64.RawStdEncoding.EncodeToString(m.Buf), "Grpc-Message": "slow%20down"}
}

// formFor opens a form for a receiver.
func (r *receiver) formFor(t testing.TB, grpc bool, o options, c *tls.Config) *otlp {
	t.Helper()
	address := r.URL
	if grpc {
		address = "grpc" + strings.TrimPrefix(r.URL, "http")
	}
	x := openForm(t, address, o)
	if c != nil {
		x.http.Transport.(*http.Transport).TLSClientConfig = c
		x.url = strings.Replace(x.url, "http://", "https://", 1)
	}
	t.Cleanup(x.http.CloseIdleConnections)
	return x
}

// threePoints is a message: a counter, a gauge and a distribution.
func threePoints() *message {
	m := &message{identity: "0123456789abcdef"}
	x := &otlp{}
	o := newCounted("s1")
	countedTime.Record(o.set, 0, 1e6)
	k := newClock().tick(nil, o)
	k.pick = newPicker(&Config{metrics: globs{{pattern: "haproxy_server_otlp_*"}}})
	x.items(k, func(item []byte) {
		m.parts = append(m.parts, part{1, len(m.parts), k.at.UnixMilli(), bytes.Clone(item)})
	})
	return m
}

// TestOTLPVerdicts has receivers answer in all ways.
func TestOTLPVerdicts(t *testing.T) {
	const taken, temporary, refused, tooLarge = "taken", "temporary", "refused", "too large"
	html, proto := map[string]string{"Content-Type": "text/html"}, map[string]string{"Content-Type": protobufContent}
	jsonType := map[string]string{"Content-Type": "application/json; charset=utf-8"}
	after := map[string]string{"Retry-After": "7"}
	var status protobuf.Message
	status.Varint(1, 3)
	status.Text(statusMessage, "no such unit")
	cases := []struct {
		grpc  bool
		a     response
		want  string
		lost  int
		after time.Duration
		says  string
	}{
		{false, response{header: proto}, taken, 0, 0, ""},
		{false, response{header: proto, body: partialOf(0, "a warning")}, taken, 0, 0, ""},
		{false, response{header: proto, body: partialOf(2, "too old")}, taken, 2, 0, `all but 2 of 3 data points: "too old"`},
		{false, response{header: proto, body: partialOf(99, "more than there were")}, taken, 3, 0, "more than"},
		{false, response{header: jsonType, body: `{"partialSuccess":{"rejectedDataPoints":"1","errorMessage":"dup"}}`}, taken, 1, 0, "dup"},
		{false, response{header: jsonType, body: `{"partialSuccess":{"rejectedDataPoints":1}}`}, taken, 1, 0, ""},
		{false, response{header: jsonType, body: `{}`}, taken, 0, 0, ""},
		{false, response{header: jsonType, body: `<`}, temporary, 0, 0, "no confirmation"},
		{false, response{header: jsonType, body: `{"partialSuccess":{"rejectedDataPoints":"x"}}`}, temporary, 0, 0, "no confirmation"},
		{false, response{header: html, body: "<html>welcome"}, temporary, 0, 0, "no confirmation"},
		{false, response{header: proto, body: "\x0a\x05abc"}, temporary, 0, 0, "no confirmation"},
		{false, response{status: 429, header: after}, temporary, 0, 7 * time.Second, "429"},
		{false, response{status: 502}, temporary, 0, 0, "502"},
		{false, response{status: 503, header: after}, temporary, 0, 7 * time.Second, "503"},
		{false, response{status: 504}, temporary, 0, 0, "504"},
		{false, response{status: 401}, temporary, 0, 0, "401"},
		{false, response{status: 404}, temporary, 0, 0, "404"},
		{false, response{status: 400, header: proto, body: string(status.Buf)}, refused, 0, 0, `"no such unit"`},
		{false, response{status: 400, body: "why"}, refused, 0, 0, `"why"`},
		{false, response{status: 500}, refused, 0, 0, "500"},
		{false, response{status: 413}, tooLarge, 0, 0, "413"},
		{false, response{abort: true}, temporary, 0, 0, ""},
		{true, response{code: "0", trailer: true, body: frame("")}, taken, 0, 0, ""},
		{true, response{code: "0", trailer: true, body: frame(partialOf(2, "too old"))}, taken, 2, 0, "too old"},
		{true, response{code: "0", trailer: true, body: "rubbish"}, temporary, 0, 0, "no confirmation"},
		{true, response{code: "0", trailer: true, body: zippedFrame(partialOf(2, "too old"))}, taken, 2, 0, "too old"},
		{true, response{code: "0", trailer: true, body: "\x01" + frame("no gzip")[1:]}, temporary, 0, 0, "no confirmation"},
		{true, response{code: "0", trailer: true, body: frame("\xff")}, temporary, 0, 0, "no confirmation"},
		{true, response{code: "0", trailer: true}, temporary, 0, 0, "no confirmation"},
		{true, response{code: "14", header: map[string]string{"Grpc-Message": "away%21"}}, temporary, 0, 0, `grpc-status 14: "away!"`},
		{true, response{code: "14", header: retryIn(3, 5e8)}, temporary, 0, 3500 * time.Millisecond, "slow down"},
		{true, response{code: "8", header: retryIn(2, 0)}, temporary, 0, 2 * time.Second, "slow down"},
		{true, response{code: "8", header: retryIn(1<<60, 1<<60)}, temporary, 0, longestAfter, "slow down"},
		{true, response{code: "8"}, refused, 0, 0, "8"},
		{true, response{code: "8", header: map[string]string{"Grpc-Message": "grpc: received message larger than max (5 vs. 4)"}}, tooLarge, 0, 0, "8"},
		{true, response{code: "3", header: map[string]string{"Grpc-Message": "bad %"}}, refused, 0, 0, "bad %"},
		{true, response{code: "13"}, refused, 0, 0, "13"},
		{true, response{code: "16"}, temporary, 0, 0, "16"},
		{true, response{code: "12"}, temporary, 0, 0, "12"},
		{true, response{code: "many"}, temporary, 0, 0, "no grpc-status"},
		{true, response{status: 200, body: "<html>"}, temporary, 0, 0, "no grpc-status"},
		{true, response{status: 503}, temporary, 0, 0, "503"},
		{true, response{abort: true}, temporary, 0, 0, ""},
	}
	r := startOTLP(t, false)
	forms := map[bool]*otlp{false: r.formFor(t, false, nil, nil), true: r.formFor(t, true, nil, nil)}
	for _, c := range cases {
		r.feel(c.a)
		v := forms[c.grpc].deliver(t.Context(), threePoints())
		got := temporary
		switch {
		case v.err == nil:
			got = taken
		case errors.Is(v.err, errTooLarge):
			got = tooLarge
		case errors.Is(v.err, errRefused):
			got = refused
		}
		if says := fmt.Sprint(v.err, v.lost.why); got != c.want || v.lost.items != c.lost || v.after != c.after || !strings.Contains(says, c.says) {
			t.Errorf("gRPC %v, %+v: %s, %+v; want %s, %d lost, %v, %q", c.grpc, c.a, got, v, c.want, c.lost, c.after, c.says)
		}
	}
}

// TestOTLPSecrecy connects to receivers with certificates that are known and unknown, and to one that speaks no TLS.
func TestOTLPSecrecy(t *testing.T) {
	secret, open := startOTLP(t, true), startOTLP(t, false)
	known := x509.NewCertPool()
	known.AddCert(secret.Certificate())
	for _, grpc := range []bool{false, true} {
		var unknown x509.UnknownAuthorityError
		for _, plain := range []string{"on", "off"} {
			o := options{"gzip": plain}
			if v := secret.formFor(t, grpc, o, &tls.Config{RootCAs: known}).deliver(t.Context(), threePoints()); v.err != nil {
				t.Errorf("gRPC %v, gzip %s: %v", grpc, plain, v.err)
			}
		}
		if v := secret.formFor(t, grpc, nil, &tls.Config{}).deliver(t.Context(), threePoints()); !errors.As(v.err, &unknown) {
			t.Errorf("gRPC %v with an unknown authority: %v", grpc, v.err)
		}
		if v := open.formFor(t, grpc, nil, &tls.Config{RootCAs: known}).deliver(t.Context(), threePoints()); v.err == nil || errors.Is(v.err, errRefused) {
			t.Errorf("gRPC %v without TLS over there: %v", grpc, v.err)
		}
	}
	if len(secret.faults)+len(open.faults) > 0 {
		t.Errorf("faults %v %v", secret.faults, open.faults)
	}
}

// TestOTLPLedger delivers to receivers that are away, busy and full of rubbish: behind all that each data point arrived, or
// is counted as refused.
func TestOTLPLedger(t *testing.T) {
	for _, grpc := range []bool{false, true} {
		t.Run(fmt.Sprintf("grpc=%v", grpc), func(t *testing.T) {
			t.Parallel()
			r := startOTLP(t, false)
			x, o := r.formFor(t, grpc, nil, nil), newCounted("s1")
			c := &Config{Name: "x", Interval: time.Hour, target: x.target, queue: queueAt{t.TempDir(), 1 << 20}}
			self := &process{}
			walk := func() *export.Walk {
				o.total++
				return &export.Walk{Process: self, Rows: slices.Values([]metric.Object{o}), View: &metric.View{}, Scrape: export.Everything()}
			}
			d, err := newDestination(c, &Options{Walk: walk, Permit: func(f func()) { f() }, Tell: func(_ int, line string) { t.Log(line) }})
			if err != nil {
				t.Fatal(err)
			}
			recorded := &recorder{form: d.form}
			d.form = recorded
			if err := d.open(); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan struct{})
			go func() { defer close(done); d.sender.run(ctx, nil) }()
			defer func() { cancel(); <-done; d.queue.Close() }()

			settle := func() {
				d.reader.tick()
				await(t, "all settled", func() bool { a := d.account.read(); return int(a.sent+a.dropped()) == len(recorded.made) })
			}
			settle()
			for _, a := range []response{{status: 429, code: "14", header: map[string]string{"Retry-After": "1"}}, {status: 503, code: "8", header: retryIn(0, 1e6)}, {body: "<html>"}, {abort: true}} {
				r.feel(a)
				settle()
			}
			r.away.Store(true)
			r.CloseClientConnections()
			failures := d.account.read().failures
			d.reader.tick()
			await(t, "failures", func() bool { return d.account.read().failures > failures })
			r.away.Store(false)
			settle()
			if got := r.keys(); !slices.Equal(got, recorded.keys(t)) || d.account.read().dropped() != 0 {
				t.Errorf("%d of %d data points arrived", len(got), len(recorded.made))
			}
			before, made := r.keys(), len(recorded.made)
			r.feel(response{status: 400, code: "3"})
			settle()
			if a := d.account.read(); int(a.drops[dropRefused].items) != len(recorded.made)-made || !slices.Equal(r.keys(), before) {
				t.Errorf("%d refused of %d", a.dropped(), len(recorded.made)-made)
			}
			if len(r.faults) > 0 {
				t.Errorf("faults: %v", r.faults)
			}
		})
	}
}

// A recorder keeps the items that a form makes. Its form is used by one test, whose ticks and looks follow each other.
type recorder struct {
	form
	made [][]byte
}

func (r *recorder) items(k *tick, add func(item []byte)) {
	r.form.items(k, func(item []byte) {
		r.made = append(r.made, bytes.Clone(item))
		add(item)
	})
}

// keys are the data points that were made.
func (r *recorder) keys(t *testing.T) []string {
	t.Helper()
	var parts []part
	for _, item := range r.made {
		parts = append(parts, part{item: item})
	}
	all, err := readOTLP(new(otlpJoiner).join(parts))
	if err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(all))
}
