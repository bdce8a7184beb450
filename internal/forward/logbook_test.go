package forward

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"metergate/internal/export"
)

// lokiLine is a record as the data path makes it, of a request that ended a number of µs later than that of the tests.
func lokiLine(later int64) []byte {
	return []byte(strings.Replace(recordLine, "1700000000146456", fmt.Sprint(lokiTime.UnixMicro()+later), 1))
}

// A lokiRun is a destination at work, whose records the test makes.
type lokiRun struct {
	*destination
	*life
	done chan struct{}
}

func runLoki(t *testing.T, url, dir string) *lokiRun {
	t.Helper()
	c := &Config{Name: "x", Interval: time.Hour, target: aim(t, "loki", url), queue: queueAt{dir, 1 << 20}}
	d, err := newDestination(c, &Options{Instance: "gw:8404", Walk: func() *export.Walk { return nil }, Permit: func(f func()) { f() }, Tell: func(_ int, line string) { t.Log(line) }})
	if err != nil {
		t.Fatal(err)
	}
	d.logbook = newLogbook(d, d.form.(logForm))
	r := &lokiRun{d, &life{stop: make(chan struct{}), over: make(chan struct{}), serving: t.Context(), draining: t.Context()}, make(chan struct{})}
	go func() { defer close(r.done); d.run(r.life) }()
	return r
}

// end ends the process.
func (r *lokiRun) end() {
	close(r.over)
	<-r.done
}

// TestRecordsWhileDraining sends what ends while the gateway serves, and what ends while it drains and a newer process has the
// queue.
func TestRecordsWhileDraining(t *testing.T) {
	s, dir := newLokiServer(t, lokiTime), t.TempDir()
	old := runLoki(t, s.URL, dir)
	old.logbook.put(lokiLine(0))
	await(t, "one entry", func() bool { return s.stored(lokiFE) == 1 })
	newer := runLoki(t, s.URL, dir)
	close(old.stop)
	await(t, "the newer process has the queue", func() bool { return newer.opened() != nil })
	old.logbook.put(lokiLine(1))
	newer.logbook.put(lokiLine(2))
	await(t, "an entry of each process", func() bool { return s.stored(lokiFE) == 3 })
	old.logbook.put(lokiLine(3))
	old.end()
	close(newer.stop)
	newer.end()
	if n := s.stored(lokiFE); n != 4 {
		t.Errorf("%d entries are stored, not 4", n)
	}
	if a, b := old.account.read(), newer.account.read(); a.sent != 3 || b.sent != 1 || a.dropped()+b.dropped() != 0 {
		t.Errorf("the accounts say %+v and %+v", a, b)
	}
}

// TestRecordsAreLeftBehind leaves what cannot be delivered before the end to the next process.
func TestRecordsAreLeftBehind(t *testing.T) {
	s, dir := newLokiServer(t, lokiTime), t.TempDir()
	s.mood = func(w http.ResponseWriter) bool { w.WriteHeader(503); return true }
	first := runLoki(t, s.URL, dir)
	await(t, "a queue", func() bool { return first.opened() != nil })
	first.logbook.put(lokiLine(0))
	close(first.stop)
	first.end()
	if a := first.account.read(); a.sent != 0 || a.dropped() != 0 {
		t.Errorf("the account says %+v", a)
	}
	s.feel(func() { s.mood = nil })
	next := runLoki(t, s.URL, dir)
	await(t, "the entry", func() bool { return s.stored(lokiFE) == 1 })
	close(next.stop)
	next.end()
}

// TestRecordsOfAnEndWithoutTime drops what it can neither send nor leave to anybody, and counts it.
func TestRecordsOfAnEndWithoutTime(t *testing.T) {
	c := &Config{Name: "x", Interval: time.Hour, target: aim(t, "loki", "http://"+nobody(t)), queue: queueAt{size: 1 << 20}}
	d, err := newDestination(c, &Options{Tell: func(_ int, line string) { t.Log(line) }})
	if err != nil {
		t.Fatal(err)
	}
	d.logbook = newLogbook(d, d.form.(logForm))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	l := &life{stop: make(chan struct{}), over: make(chan struct{}), serving: gone, draining: gone}
	d.logbook.put(lokiLine(0))
	d.logbook.put(lokiLine(1))
	close(l.stop)
	close(l.over)
	d.run(l)
	if c := d.account.read().drops[dropEnd]; c.items != 2 {
		t.Errorf("%+v are dropped", c)
	}
}
