package forward

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A store is an InfluxDB that understands lines by their specification. A point that comes again overwrites itself.
type store struct {
	*httptest.Server
	mu     sync.Mutex
	mood   func(w http.ResponseWriter, lines []string) bool // answers in its way and returns true
	points map[string]string                                // their fields by series and time
	writes int
	bad    []string
}

func newStore(t *testing.T) *store {
	s := &store{points: map[string]string{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// ServeHTTP takes a write.
func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		body, _ = gzip.NewReader(r.Body)
	}
	text, _ := io.ReadAll(body)
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	if r.URL.Query().Get("precision") != "ms" || r.Header.Get("Authorization") != "Token secret" || r.URL.Path != "/api/v2/write" {
		s.bad = append(s.bad, fmt.Sprint(r.URL, r.Header))
	}
	if s.mood != nil && s.mood(w, lines) {
		return
	}
	for _, line := range lines {
		s.take(line)
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *store) take(line string) {
	p, err := parsePoint(line)
	if err != nil {
		s.bad = append(s.bad, err.Error())
	}
	s.points[fmt.Sprint(p.series, " ", p.at)] = fmt.Sprint(p.fields)
}

func (s *store) feel(mood func(w http.ResponseWriter, lines []string) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mood = mood
}

// influxRun is a destination that writes to the store what the test has it read.
func influxRun(t *testing.T, s *store, patience time.Duration) (d *destination, tick func()) {
	a := aim(t, "influx", s.URL+"?bucket=b&org=o")
	a.auth, a.answer = "Bearer secret", patience
	p := newPicture()
	o := &Options{Walk: p.walk, Instance: "gw", Permit: func(f func()) { f() }, Tell: func(_ int, line string) { t.Log(line) }}
	c := &Config{Name: "x", Interval: time.Hour, target: a, queue: queueAt{size: 1 << 20}, metrics: globs{{pattern: "shown_*"}}}
	d, err := newDestination(c, o)
	if err == nil {
		err = d.open()
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); d.sender.run(ctx, nil) }()
	t.Cleanup(func() { cancel(); <-done; d.queue.Close() })
	last := time.Time{}
	return d, func() {
		for !time.Now().Truncate(time.Millisecond).After(last) { // each tick has a time of its own
			time.Sleep(time.Millisecond)
		}
		last = time.Now()
		p.count(1)
		d.reader.tick()
	}
}

// TestInfluxLedger writes to a store that is busy, broken and full of rubbish: behind all that it holds each point that
// was ever read, but for those that it will never take, which are counted.
func TestInfluxLedger(t *testing.T) {
	s := newStore(t)
	d, tick := influxRun(t, s, time.Minute)
	settled := func(sent, dropped uint64) {
		t.Helper()
		await(t, fmt.Sprint(sent, " sent, ", dropped, " dropped"), func() bool {
			a := d.account.read()
			return a.sent == sent && a.dropped() == dropped
		})
	}
	tick()
	settled(3, 0)
	once := func(answer func(w http.ResponseWriter, lines []string) bool) {
		t.Helper()
		first := true
		s.feel(func(w http.ResponseWriter, lines []string) bool {
			if !first {
				return false
			}
			first = false
			return answer(w, lines)
		})
		tick()
	}
	status := func(code int, text string) func(w http.ResponseWriter, lines []string) bool {
		return func(w http.ResponseWriter, _ []string) bool {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(code)
			fmt.Fprint(w, text)
			return true
		}
	}
	sent := uint64(3)
	for _, answer := range []func(w http.ResponseWriter, lines []string) bool{
		status(429, ""), status(503, "<html>busy</html>"), status(404, `{"error":"database not found"}`), status(401, ""),
		status(200, "<html>a page</html>"), status(200, `{"results":[{"error":"timeout"}]}`),
		func(http.ResponseWriter, []string) bool { panic(http.ErrAbortHandler) },
		func(_ http.ResponseWriter, lines []string) bool { // takes it, and does not say so
			for _, line := range lines {
				s.take(line)
			}
			panic(http.ErrAbortHandler)
		},
		status(413, ""),
	} {
		once(answer)
		sent += 3
		settled(sent, 0)
	}
	once(status(400, "rubbish"))
	settled(sent, 3)
	once(status(422, `{"code":"unprocessable entity","message":"failure writing points to database: partial write: field type conflict dropped=1"}`))
	settled(sent+2, 4)
	once(func(w http.ResponseWriter, lines []string) bool { // a line that cannot be read: the others are sent again
		return status(400, `{"code":"invalid","message":`+quoteJSON("unable to parse '"+lines[1]+"': no reason")+`}`)(w, nil)
	})
	settled(sent+4, 5)
	s.mu.Lock()
	defer s.mu.Unlock()
	if want := int(sent) + 2; len(s.points) != want { // the stand-in stored nothing of the partial write
		t.Errorf("%d points, not %d", len(s.points), want)
	}
	for _, b := range s.bad {
		t.Error(b)
	}
}

func quoteJSON(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// TestInfluxSlow writes to a store that takes everything and says so too late, once.
func TestInfluxSlow(t *testing.T) {
	s := newStore(t)
	late, first := make(chan struct{}), true
	s.feel(func(_ http.ResponseWriter, lines []string) bool {
		for _, line := range lines {
			s.take(line)
		}
		if first {
			first = false
			<-late
		}
		return false
	})
	d, tick := influxRun(t, s, 100*time.Millisecond)
	tick()
	await(t, "a failure", func() bool { return d.account.read().failures > 0 })
	close(late)
	await(t, "all", func() bool { return d.account.read().sent == 3 })
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.points) != 3 || s.writes < 2 {
		t.Errorf("%d points after %d writes", len(s.points), s.writes)
	}
}

// TestInfluxAway writes to a store that does not listen yet.
func TestInfluxAway(t *testing.T) {
	s := newStore(t)
	at := s.Listener.Addr().String()
	s.Close()
	d, tick := influxRun(t, s, time.Minute)
	tick()
	tick()
	await(t, "a failure", func() bool { return d.account.read().failures > 0 })
	var l net.Listener
	await(t, "the address", func() (ok bool) {
		var err error
		l, err = net.Listen("tcp", at)
		return err == nil
	})
	s.Server = &httptest.Server{Listener: l, Config: &http.Server{Handler: s}}
	s.Start()
	defer s.Close()
	await(t, "two ticks", func() bool { return d.account.read().sent == 6 })
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.points) != 6 || len(s.bad) > 0 {
		t.Errorf("%d points, %q", len(s.points), s.bad)
	}
}

// TestInfluxVerdicts are answers of the versions, and what becomes of three lines.
func TestInfluxVerdicts(t *testing.T) {
	m := messageOf("m a=1i 1\n", "m b=\"':x\" 2\n", "m c=3i 3\n")
	for _, c := range []struct {
		status  int
		body    string
		refused []int
		again   []int
		lost    int
		err     error // what it amounts to
	}{
		{status: 204},
		{status: 400, body: `{"error":"partial write: field type conflict: input field \"a\" is type float dropped=1"}`, lost: 1},
		{status: 400, body: `{"error":"partial write: points beyond retention policy dropped=3"}`, err: errRefused},
		{status: 400, body: `{"error":"partial write: points beyond retention policy dropped=9999999999999999999999"}`, err: errRefused},
		{status: 400, body: `{"error":"partial write: something dropped=0"}`, err: errTooLarge},
		{status: 400, body: `{"error":"partial write: unable to parse 'm a=1i 1': bad dropped=0"}`, refused: []int{0}},
		{status: 400, body: `{"error":"partial write: unable to parse 'm a=1i 1': bad\nunable to parse 'm c=3i 3': worse dropped=0"}`, refused: []int{0, 2}},
		{status: 400, body: `{"error":"unable to parse 'm b=\"':x\" 2': bad"}`, refused: []int{1}, again: []int{0, 2}},
		{status: 400, body: `{"error":"unable to parse 'm other=1 1': bad"}`, err: errRefused},
		{status: 400, body: `{"error":"partial write of line protocol occurred","data":[{"line_number":2,"error_message":"bad"},{"line_number":2,"error_message":"bad"},{"line_number":99,"error_message":"bad"}]}`, refused: []int{1}},
		{status: 400, body: `{"error":"database is required"}`, err: errRefused},
		{status: 400, body: `[`, err: errRefused},
	} {
		a := answer{status: c.status, header: http.Header{}, body: []byte(c.body)}
		v := influxVerdict(&a, a.verdict(), m.parts)
		var refused []int
		for _, r := range v.refused {
			refused = append(refused, r.index)
		}
		if !slices.Equal(refused, c.refused) || !slices.Equal(v.again, c.again) || v.lost.items != c.lost || !errors.Is(v.err, c.err) {
			t.Errorf("%d %s: %+v", c.status, c.body, v)
		}
	}
}

// FuzzInfluxAnswer holds verdicts to the parts that there are: each is taken, refused, lost or sent again, and nothing twice.
func FuzzInfluxAnswer(f *testing.F) {
	f.Add(204, "")
	f.Add(400, `{"error":"partial write: unable to parse 'm a=1i 1': bad dropped=2"}`)
	f.Add(400, `{"error":"partial write","data":[{"line_number":2,"error_message":"bad"}]}`)
	f.Add(422, `{"message":"unable to parse 'm a=1i 1': bad"}`)
	m := messageOf("m a=1i 1\n", "m a=1i 2\n", "m c=3i 3\n")
	f.Fuzz(func(t *testing.T, status int, body string) {
		a := answer{status: status, header: http.Header{}, body: []byte(body)}
		v := influxVerdict(&a, a.verdict(), m.parts)
		seen := slices.Clone(v.again)
		for _, r := range v.refused {
			seen = append(seen, r.index)
		}
		slices.Sort(seen)
		if len(slices.Compact(slices.Clone(seen))) != len(seen) || len(seen)+v.lost.items > len(m.parts) || v.lost.items < 0 {
			t.Errorf("%+v", v)
		}
		if len(seen) > 0 && (seen[0] < 0 || seen[len(seen)-1] >= len(m.parts)) || len(v.again) == len(m.parts) {
			t.Errorf("%+v", v)
		}
	})
}
