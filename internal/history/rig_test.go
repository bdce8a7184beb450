package history

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"metergate/internal/export"
	"metergate/internal/metric"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// What the objects of tests count.
var (
	testCalls = metric.NewCounter(metric.Column{
		Name: "calls", CSV: metric.Own + 900, Type: metric.U64, Unit: metric.Requests, On: metric.On("MCPP", metric.Server), Prom: metric.Exported("calls_total"), Help: "Calls.",
	})
	_ = metric.Declare(metric.Column{
		Name: "note", CSV: metric.Own + 901, Type: metric.Str, Unit: metric.String, On: metric.On("SOSP", metric.Server), Help: "A text.",
		Prom: []metric.Series{{Name: "note", Label: "note"}},
		Read: metric.Of(func(t *thing, _ *metric.View) metric.Value { return metric.Text(t.said()) }),
	})
	testTimes = metric.NewHistogram(metric.Histogram{Name: "times", Series: "times_seconds", On: metric.Server, Traced: metric.Server, Unit: metric.Seconds, Help: "Times."})
)

// A thing is an object with counters.
type thing struct {
	kind metric.Kind
	set  *metric.Set
	id   metric.Ident
	mu   sync.Mutex
	note string
}

func newThing(k metric.Kind, name string) *thing {
	return &thing{kind: k, set: metric.NewSet(k, 1), id: metric.Ident{Proxy: "be", Name: name}}
}

func (t *thing) MetricKind() metric.Kind    { return t.kind }
func (t *thing) MetricSet() *metric.Set     { return t.set }
func (t *thing) MetricIdent() *metric.Ident { return &t.id }

func (t *thing) said() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.note
}

func (t *thing) say(note string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.note = note
}

// A world is what a gateway would show.
type world struct {
	mu     sync.Mutex
	things []*thing
}

func (w *world) put(things ...*thing) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.things = things
}

func (w *world) walk() *export.Walk {
	w.mu.Lock()
	defer w.mu.Unlock()
	things := w.things
	return &export.Walk{
		Process: newThing(metric.KindProcess, ""), View: &metric.View{}, Scrape: export.Everything(),
		Rows: func(yield func(metric.Object) bool) {
			for _, t := range things {
				if !yield(t) {
					return
				}
			}
		},
	}
}

// testInterval is the time between ticks of tests.
const testInterval = 100 * time.Millisecond

// newStore makes a store of a directory that is not started.
func newStore(t testing.TB, dir string, w *world) *Store {
	t.Helper()
	c := &Config{Path: dir, Interval: testInterval, Retention: defaultRetention, Limits: DefaultLimits()}
	s := New(c, Options{Walk: w.walk, Instance: "here:80"})
	if err := s.Prepare(-1, -1, ""); err != nil {
		t.Fatal(err)
	}
	return s
}

// startStore starts a store and ends it with the test.
func startStore(t testing.TB, dir string, w *world) *Store {
	s := newStore(t, dir, w)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// patienceOfTests is how long something may take that comes soon.
const patienceOfTests = 30 * time.Second

func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patienceOfTests); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it does not happen that %s", what)
		}
	}
}

// answer returns the data of an answer.
func answer(s *Store, q Question) (string, error) {
	a, err := s.Ask(context.Background(), q)
	if err != nil {
		return "", err
	}
	defer a.Close()
	var b strings.Builder
	err = a.WriteJSON(&b)
	return b.String(), err
}

// values are the numbers of an instant query by one label.
func values(t testing.TB, s *Store, query, label string) map[string]float64 {
	t.Helper()
	text, err := answer(s, Instant{Query: query, At: time.Now()})
	if err != nil {
		return nil
	}
	var data struct {
		Result []struct {
			Metric map[string]string
			Value  [2]any
		}
	}
	if err := json.Unmarshal([]byte(text), &data); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	all := map[string]float64{}
	for _, r := range data.Result {
		all[r.Metric[label]], err = strconv.ParseFloat(r.Value[1].(string), 64)
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// happened reports whether there is an event whose text has these words.
func happened(t testing.TB, s *Store, words string) bool {
	t.Helper()
	all, err := s.Events.Between(time.Time{}, time.Now().Add(time.Hour), 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if strings.Contains(e.Text, words) {
			return true
		}
	}
	return false
}
