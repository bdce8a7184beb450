package forward

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// lokiTime is when the record of the tests ended.
var lokiTime = time.UnixMicro(1700000000146456)

const lokiFE = `{instance="gw:8404", job="haproxy", proxy="fe"}`

// lokiAt is an item of a request that ended that much later than the record of the tests, on a frontend.
func lokiAt(t *testing.T, f form, frontend string, later time.Duration) []byte {
	t.Helper()
	end := fmt.Sprint(lokiTime.Add(later).UnixMicro())
	line := strings.NewReplacer("1700000000146456", end, `"frontend": "fe"`, `"frontend": "`+frontend+`"`).Replace(recordLine)
	return f.(logForm).entry(readRecord(t, line))
}

// lokiMessage is a message of items.
func lokiMessage(items ...[]byte) *message {
	m := &message{identity: "x"}
	for i, item := range items {
		m.parts = append(m.parts, part{seq: 1, index: i, item: item})
	}
	return m
}

func TestLokiEntry(t *testing.T) {
	s := newLokiServer(t, lokiTime)
	f := open(t, aim(t, "loki", s.URL))
	if v := f.deliver(t.Context(), lokiMessage(lokiAt(t, f, "fe", 0))); v.err != nil || len(v.refused) > 0 {
		t.Fatalf("the verdict is %+v", v)
	}
	lines := s.lines(lokiFE)
	if len(lines) != 1 || strings.Contains(lines[0], "s3cret") {
		t.Fatalf("stored are %q", lines)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"target": "/a/b?key=***&page=2", "status": 200.0, "frontend": "fe", "retries": "+1", "request_captures": "abc|***", "user_agent": `curl "8"`, "response_ms": nil, "error": nil,
	} {
		if got[name] != want {
			t.Errorf("%s is %#v, not %#v", name, got[name], want)
		}
	}
	for entry := range s.streams[lokiFE] {
		if !strings.Contains(entry, "trace_id\x12 0af7651916cd43dd8448eb211c80319c") || !strings.Contains(entry, "level\x12\x04info") {
			t.Errorf("the metadata of %q are not those of the request", entry)
		}
	}
}

// TestLokiSifts pushes entries of which some are not taken: those are refused, each by name, and all others are stored once.
func TestLokiSifts(t *testing.T) {
	const hour, us = time.Hour, time.Microsecond
	for _, c := range []struct {
		what    string
		ends    []time.Duration // of requests of fe, against now
		refused []int
	}{
		{"none", []time.Duration{0, -hour / 2, us}, nil},
		{"too old", []time.Duration{0, -8 * 24 * hour, us, -9 * 24 * hour}, []int{1, 3}},
		{"of the future", []time.Duration{0, us, 2 * us, hour, 3 * us, 4 * us}, []int{3}},
		{"all kinds", []time.Duration{hour, -8 * 24 * hour, -us, 2 * hour, 0, -30 * 24 * hour}, []int{0, 1, 3, 5}},
		{"all", []time.Duration{hour, 2 * hour}, []int{0, 1}},
	} {
		s := newLokiServer(t, lokiTime)
		f := open(t, aim(t, "loki", s.URL))
		items := [][]byte{lokiAt(t, f, "other", 0)}
		for _, end := range c.ends {
			items = append(items, lokiAt(t, f, "fe", end))
		}
		v := f.deliver(t.Context(), lokiMessage(items...))
		var refused []int
		for _, r := range v.refused {
			refused = append(refused, r.index-1)
			if !strings.HasPrefix(r.why, "entry of 20") {
				t.Errorf("%s: a refusal is told as %q", c.what, r.why)
			}
		}
		if v.err != nil || fmt.Sprint(refused) != fmt.Sprint(c.refused) {
			t.Errorf("%s: %v, refused are %v, not %v", c.what, v.err, refused, c.refused)
		}
		if got, want := s.stored(lokiFE), len(c.ends)-len(c.refused); got != want {
			t.Errorf("%s: %d are stored, not %d", c.what, got, want)
		}
	}
}

// TestLokiTooFarBehind pushes what is an hour and more behind the newest entry of its stream, behind it.
func TestLokiTooFarBehind(t *testing.T) {
	s := newLokiServer(t, lokiTime)
	f := open(t, aim(t, "loki", s.URL))
	if v := f.deliver(t.Context(), lokiMessage(lokiAt(t, f, "fe", 0))); v.err != nil {
		t.Fatal(v.err)
	}
	v := f.deliver(t.Context(), lokiMessage(lokiAt(t, f, "fe", -2*time.Hour), lokiAt(t, f, "fe", -time.Minute), lokiAt(t, f, "fe", -61*time.Minute)))
	if v.err != nil || len(v.refused) != 2 || v.refused[0].index != 0 || v.refused[1].index != 2 || !strings.Contains(v.refused[0].why, "too far behind") {
		t.Errorf("the verdict is %+v", v)
	}
}

// TestLokiGivesUpLooking has more entries that are refused, each for itself, than it is worth to look for.
func TestLokiGivesUpLooking(t *testing.T) {
	s := newLokiServer(t, lokiTime)
	f := open(t, aim(t, "loki", s.URL))
	var items [][]byte
	for i := range 1000 {
		items = append(items, lokiAt(t, f, "fe", time.Duration(1+i%2)*time.Hour))
	}
	v := f.deliver(t.Context(), lokiMessage(items...))
	if v.err != nil || len(v.refused)+v.lost.items != 1000 || v.lost.items == 0 || s.requests > lokiPatience {
		t.Errorf("%v, %d refused, %+v, %d requests", v.err, len(v.refused), v.lost, s.requests)
	}
}

// TestLokiWithoutMetadata finds out that the receiver allows no structured metadata.
func TestLokiWithoutMetadata(t *testing.T) {
	s := newLokiServer(t, lokiTime)
	s.bare = true
	f := open(t, aim(t, "loki", s.URL))
	for i := range 2 {
		if v := f.deliver(t.Context(), lokiMessage(lokiAt(t, f, "fe", time.Duration(i)*time.Microsecond))); v.err != nil || len(v.refused) > 0 {
			t.Fatalf("the verdict is %+v", v)
		}
	}
	if s.requests != 3 {
		t.Errorf("%d requests, not 3", s.requests)
	}
}

func TestLokiWaits(t *testing.T) {
	s := newLokiServer(t, lokiTime)
	f := open(t, aim(t, "loki", s.URL))
	s.mood = func(w http.ResponseWriter) bool {
		w.Header().Set("Retry-After", "7")
		http.Error(w, "ingestion rate limit exceeded", http.StatusTooManyRequests)
		return true
	}
	m := lokiMessage(lokiAt(t, f, "fe", 0), lokiAt(t, f, "fe", time.Microsecond))
	if v := f.deliver(t.Context(), m); v.err == nil || v.after != 7*time.Second || len(v.refused) > 0 {
		t.Errorf("the verdict is %+v", v)
	}
	s.feel(func() { s.mood = nil })
	s.after = func(w http.ResponseWriter) bool { w.WriteHeader(500); return true } // stores, and says that it did not
	if v := f.deliver(t.Context(), m); v.err == nil {
		t.Error("a failure is none")
	}
	s.feel(func() { s.after = nil })
	if v := f.deliver(t.Context(), m); v.err != nil || s.stored(lokiFE) != 2 {
		t.Errorf("the verdict is %+v, and %d are stored", v, s.stored(lokiFE))
	}
}

func TestLokiTargets(t *testing.T) {
	many := make([]label, 13)
	for i := range many {
		many[i] = label{fmt.Sprintf("l%d", i), "x"}
	}
	for _, c := range []struct {
		what   string
		labels []label
		option string
		ok     bool
	}{
		{"labels", many[:12], "on", true},
		{"too many labels", many, "on", false},
		{"no name", []label{{"a-b", "x"}}, "on", false},
		{"a long value", []label{{"a", strings.Repeat("x", 2049)}}, "on", false},
		{"metadata", nil, "maybe", false},
	} {
		a := aim(t, "loki", "http://127.0.0.1:3100", "metadata", c.option)
		a.labels = c.labels
		if _, err := openLoki(a); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}
