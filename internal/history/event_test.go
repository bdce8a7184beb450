package history

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Whatever is in the file of events, what can be read of it is, and events can be added.
func FuzzEventFile(f *testing.F) {
	f.Add([]byte(`{"at":"2026-01-02T03:04:05Z","kind":"reload","text":"x"}`+"\n"), 0)
	f.Add([]byte("\x00\xff{\n{}\nnull\n[1]\n"), 0)
	f.Add([]byte("{"), maxEventLine)
	f.Fuzz(func(t *testing.T, text []byte, long int) {
		dir := t.TempDir()
		text = append(text, bytes.Repeat([]byte("x"), min(max(long, 0), 2*maxEventLine))...)
		if err := os.WriteFile(filepath.Join(dir, eventFileName), text, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := openEventFile(dir, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		defer file.close()
		before, err := file.read(time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if err := file.append(Event{At: time.Now(), Text: "new"}); err != nil {
			t.Fatal(err)
		}
		if after, err := file.read(time.Time{}); err != nil || len(after) != len(before)+1 {
			t.Fatalf("%d events, then %d, %v", len(before), len(after), err)
		}
	})
}

func TestEventsAreKept(t *testing.T) {
	dir := t.TempDir()
	s := startStore(t, dir, &world{})
	at := time.UnixMilli(time.Now().UnixMilli())
	e := Event{At: at, Kind: EventServer, Severity: 1, Proxy: "be", Server: "s1", State: "DOWN", Text: "a \"quoted\"\nline \x1b[31m"}
	s.Events.Add(e)
	eventually(t, "it is known", func() bool { return happened(t, s, "quoted") })
	eventually(t, "the history is open", func() bool { return len(values(t, s, "up", "job")) == 1 })
	s.Close()

	file := filepath.Join(dir, eventFileName)
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString(`{"time":1,"kind":"serv`) // a sudden end
	f.Close()
	again := startStore(t, dir, &world{})
	eventually(t, "the history is open", func() bool { return len(values(t, again, "up", "job")) == 1 })
	all, err := again.Events.Between(at, at, 10)
	if err != nil || len(all) != 1 || all[0] != e {
		t.Errorf("got %+v, %v", all, err)
	}
}

func TestEventsAreHeard(t *testing.T) {
	s := startStore(t, t.TempDir(), &world{})
	var mu sync.Mutex
	var heard []string
	stop := s.Events.Listen(func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		heard = append(heard, e.Text)
	})
	count := func() int { mu.Lock(); defer mu.Unlock(); return len(heard) }
	for _, text := range []string{"one", "two"} {
		s.Events.Add(Event{Kind: EventProxy, Text: text})
	}
	eventually(t, "both are heard", func() bool { return count() == 2 })
	stop()
	s.Events.Add(Event{Kind: EventProxy, Text: "three"})
	eventually(t, "the third is known", func() bool { return happened(t, s, "three") })
	if count() != 2 || heard[0] != "one" || heard[1] != "two" {
		t.Errorf("heard %q", heard)
	}
}

func TestEventFileForgets(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	f, err := openEventFile(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, age := range []time.Duration{48 * time.Hour, time.Hour, 0} {
		if err := f.append(Event{At: now.Add(-age), Kind: EventStart}); err != nil {
			t.Fatal(err)
		}
	}
	f.close()
	if f, err = openEventFile(dir, now.Add(-24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	defer f.close()
	if all, err := f.read(time.Time{}); err != nil || len(all) != 2 {
		t.Errorf("%d events are left, %v", len(all), err)
	}
}
