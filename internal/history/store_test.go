package history

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"metergate/internal/metric"
)

func TestStoreKeepsWhatAScraperWouldSee(t *testing.T) {
	w, a := &world{}, newThing(metric.KindServer, "a")
	w.put(a)
	a.say("calm")
	s := startStore(t, t.TempDir(), w)
	testCalls.Add(a.set, 0, 7)
	testTimes.Record(a.set, 0, int64(20*time.Millisecond))
	eventually(t, "the counter is 7", func() bool { return values(t, s, "haproxy_server_calls_total", "server")["a"] == 7 })
	eventually(t, "there are ticks", func() bool { return values(t, s, "count_over_time(up[1m])", "job")["haproxy"] >= 3 })
	eventually(t, "the histogram has a value", func() bool {
		return values(t, s, "histogram_count(haproxy_server_times_seconds)", "instance")["here:80"] == 1
	})
	testTimes.Exemplify(a.set, 0, int64(20*time.Millisecond), time.Now().UnixNano(), metric.TraceID{High: 1, Low: 2})
	testTimes.Record(a.set, 0, int64(20*time.Millisecond))
	eventually(t, "its trace is known", func() bool {
		text, err := answer(s, Exemplars{Query: "haproxy_server_times_seconds"})
		return err == nil && strings.Contains(text, `"trace_id":"00000000000000010000000000000002"},"value":"0.02"`)
	})
	median := values(t, s, "histogram_quantile(0.5, haproxy_server_times_seconds)", "server")["a"]
	if median < 0.019 || median > 0.021 {
		t.Errorf("the median is %v", median)
	}
}

// A series that is not there any more ends at once, and not five minutes later.
func TestStoreEndsSeries(t *testing.T) {
	w, a, b := &world{}, newThing(metric.KindServer, "a"), newThing(metric.KindServer, "b")
	w.put(a, b)
	a.say("calm")
	s := startStore(t, t.TempDir(), w)
	eventually(t, "both are there", func() bool { return len(values(t, s, "haproxy_server_calls_total", "server")) == 2 })
	a.say("busy")
	w.put(a)
	eventually(t, "one is there", func() bool { return len(values(t, s, "haproxy_server_calls_total", "server")) == 1 })
	eventually(t, "the note is another one", func() bool {
		notes := values(t, s, "haproxy_server_note", "note")
		return len(notes) == 1 && notes["busy"] == 1
	})
}

// What was written is there again, after an end and after a sudden one.
func TestStoreResumes(t *testing.T) {
	w, dir, copied := &world{}, t.TempDir(), t.TempDir()
	s := startStore(t, dir, w)
	eventually(t, "there are ticks", func() bool { return values(t, s, "count_over_time(up[1m])", "job")["haproxy"] >= 3 })
	if err := os.CopyFS(filepath.Join(copied, "h"), os.DirFS(dir)); err != nil && !os.IsExist(err) {
		t.Log(err) // the socket cannot be copied
	}
	s.Close()
	for _, d := range []string{dir, filepath.Join(copied, "h")} {
		again := startStore(t, d, w)
		eventually(t, "older ticks are there", func() bool { return values(t, again, "count_over_time(up[1m] offset 1s)", "job")["haproxy"] >= 1 })
		if !happened(t, again, "") && d == dir {
			t.Log("no events yet")
		}
		again.Close()
	}
}

func TestHandOver(t *testing.T) {
	dir, was, is := t.TempDir(), &world{}, &world{}
	a, b, gone := newThing(metric.KindServer, "a"), newThing(metric.KindServer, "a"), newThing(metric.KindServer, "gone")
	was.put(a, gone)
	is.put(b)
	older := startStore(t, dir, was)
	testCalls.Add(a.set, 0, 10)
	testTimes.Record(a.set, 0, int64(time.Second))
	calls := func(s *Store, server string) float64 {
		return values(t, s, "haproxy_server_calls_total", "server")[server]
	}
	eventually(t, "the older one has counted", func() bool { return calls(older, "a") == 10 })

	newer := startStore(t, dir, is)
	testCalls.Add(b.set, 0, 3)
	testCalls.Add(a.set, 0, 1)
	eventually(t, "the older one goes on", func() bool { return calls(older, "a") == 11 })
	older.Stop()
	eventually(t, "the newer one has the directory", func() bool { return calls(newer, "a") == 3 })
	testCalls.Add(a.set, 0, 5) // the older one still serves somebody
	testCalls.Add(gone.set, 0, 2)
	testTimes.Record(a.set, 0, int64(time.Second))
	eventually(t, "its counts are added", func() bool { return calls(newer, "a") == 8 })
	eventually(t, "and those of what the newer one does not have", func() bool { return calls(newer, "gone") == 2 })
	eventually(t, "and its times", func() bool {
		return values(t, newer, "histogram_count(haproxy_server_times_seconds)", "server")["a"] == 1
	})
	testCalls.Add(a.set, 0, 1)
	older.Close() // which reports for the last time
	testCalls.Add(b.set, 0, 1)
	eventually(t, "nothing is lost", func() bool { return calls(newer, "a") == 10 })
}

// Three processes: the first one still drains when the third takes over from the second.
func TestHandOverTwice(t *testing.T) {
	dir := t.TempDir()
	var worlds [3]*world
	var things [3]*thing
	var stores [3]*Store
	for i := range stores {
		worlds[i], things[i] = &world{}, newThing(metric.KindServer, "a")
		worlds[i].put(things[i])
		stores[i] = startStore(t, dir, worlds[i])
		testCalls.Add(things[i].set, 0, 1)
		if i > 0 {
			stores[i-1].Stop()
		}
		eventually(t, "it is the owner", func() bool { return values(t, stores[i], "haproxy_server_calls_total", "server")["a"] == 1 })
	}
	testCalls.Add(things[0].set, 0, 100)
	testCalls.Add(things[1].set, 0, 1000)
	eventually(t, "both are added", func() bool { return values(t, stores[2], "haproxy_server_calls_total", "server")["a"] == 1101 })
}

// Two gateways with one directory: the second waits for as long as the first one serves.
func TestDirectoryIsTaken(t *testing.T) {
	dir := t.TempDir()
	first := startStore(t, dir, &world{})
	eventually(t, "the first one writes", func() bool { return len(values(t, first, "up", "job")) == 1 })
	second := startStore(t, dir, &world{})
	if _, err := answer(second, Instant{Query: "up", At: time.Now()}); err == nil {
		t.Error("the second one answers")
	}
	second.Close()
	ticks := func() float64 { return values(t, first, "count_over_time(up[1m])", "job")["haproxy"] }
	before := ticks()
	eventually(t, "the first one goes on", func() bool { return ticks() > before })
}
