package forward

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"metergate/internal/export"
)

// A play is a form whose items are lines, and a receiver that does what the test says.
type play struct {
	mu    sync.Mutex
	turn  int
	judge func(m *message) verdict // nil takes everything
	taken []string
	seen  chan struct{} // one for each message
}

var playing *play

var _ = declare(kind{name: "play", schemes: []string{"play"}, open: func(*target) (form, error) { return playing, nil }})

func (p *play) items(k *tick, add func(item []byte)) {
	p.mu.Lock()
	p.turn++
	n := p.turn
	p.mu.Unlock()
	for i := range 3 {
		add(fmt.Appendf(nil, "%d.%d", n, i))
	}
}

func (p *play) deliver(_ context.Context, m *message) (v verdict) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.judge != nil {
		v = p.judge(m)
	}
	if v.err == nil {
		for i, part := range m.parts {
			if !slices.Contains(v.again, i) && !slices.ContainsFunc(v.refused, func(r refusal) bool { return r.index == i }) {
				p.taken = append(p.taken, string(part.item))
			}
		}
	}
	select {
	case p.seen <- struct{}{}:
	default:
	}
	return v
}

func (p *play) lines() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.taken)
}

// begin runs a destination that receives by judge. Its ticks are made by the test.
func begin(t *testing.T, dir string, judge func(m *message) verdict) (p *play, d *destination, end func()) {
	t.Helper()
	playing = &play{judge: judge, seen: make(chan struct{}, 100)}
	c := &Config{Name: "x", Interval: time.Hour, target: &target{kind: kinds["play"]}, queue: queueAt{dir, 1 << 20}}
	o := &Options{Walk: func() *export.Walk { return nil }, Permit: func(f func()) { f() }, Tell: func(_ int, line string) { t.Log(line) }}
	d, err := newDestination(c, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.open(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended, done := make(chan struct{}), make(chan struct{})
	go func() { defer close(done); d.sender.run(ctx, ended) }()
	return playing, d, sync.OnceFunc(func() {
		cancel()
		<-done
		d.dropped(dropEnd, d.queue.Close())
	})
}

// await waits until a condition holds.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within 20 s", what)
		}
	}
}

func TestDeliversInOrder(t *testing.T) {
	p, d, end := begin(t, "", nil)
	defer end()
	d.reader.tick()
	d.reader.tick()
	await(t, "six items", func() bool { return len(p.lines()) == 6 })
	if got := strings.Join(p.lines(), " "); got != "1.0 1.1 1.2 2.0 2.1 2.2" {
		t.Errorf("delivered %s", got)
	}
	if a := d.account.read(); a.sent != 6 || a.failures+a.resent+a.dropped() != 0 {
		t.Errorf("the account says %+v", a)
	}
}

func TestSplitsWhatIsTooLarge(t *testing.T) {
	p, d, end := begin(t, "", func(m *message) verdict {
		if len(m.parts) > 1 {
			return verdict{err: errTooLarge}
		}
		return verdict{}
	})
	defer end()
	d.reader.tick()
	await(t, "three items", func() bool { return len(p.lines()) == 3 })
	if got := strings.Join(p.lines(), " "); got != "1.0 1.1 1.2" {
		t.Errorf("delivered %s", got)
	}
}

func TestSettlesEachPart(t *testing.T) {
	first := true
	p, d, end := begin(t, "", func(*message) verdict {
		if first {
			first = false
			return verdict{again: []int{0}, refused: []refusal{{1, "no"}}}
		}
		return verdict{}
	})
	defer end()
	d.reader.tick()
	await(t, "two items", func() bool { return len(p.lines()) == 2 })
	if got := strings.Join(p.lines(), " "); got != "1.2 1.0" {
		t.Errorf("delivered %s", got)
	}
	if a := d.account.read(); a.sent != 2 || a.resent != 1 || a.drops[dropRefused].items != 1 {
		t.Errorf("the account says %+v", a)
	}
}

func TestPutsRefusedBatchesAside(t *testing.T) {
	dir := t.TempDir()
	_, d, end := begin(t, dir, func(*message) verdict { return verdict{err: fmt.Errorf("%w: no", errRefused)} })
	defer end()
	d.reader.tick()
	await(t, "a refusal", func() bool { return d.account.read().drops[dropRefused].items == 3 })
	if files, _ := filepath.Glob(filepath.Join(dir, "*.aside")); len(files) != 1 {
		t.Errorf("aside are %v", files)
	}
	await(t, "an empty queue", func() bool { return d.length().Batches == 0 })
}

// TestOutlivesTheProcess delivers nothing to a receiver that is away, ends, and begins again: each batch arrives under the
// identity that it had.
func TestOutlivesTheProcess(t *testing.T) {
	dir := t.TempDir()
	away := func(*message) verdict { return verdict{err: errors.New("away")} }
	p, d, end := begin(t, dir, away)
	d.reader.tick()
	d.reader.tick()
	<-p.seen
	id := d.queue.Identity()
	end()
	var names []string
	p, _, end = begin(t, dir, func(m *message) verdict {
		for _, q := range m.parts {
			names = append(names, fmt.Sprintf("%s/%d.%d", m.identity, q.seq, q.index))
		}
		return verdict{}
	})
	defer end()
	await(t, "six items", func() bool { return len(p.lines()) == 6 })
	want := []string{id + "/1.0", id + "/1.1", id + "/1.2", id + "/2.0", id + "/2.1", id + "/2.2"}
	if !slices.Equal(names, want) {
		t.Errorf("delivered %q, not %q", names, want)
	}
}

// TestTellsEachChangeOnce holds the log to one line for each change of state.
func TestTellsEachChangeOnce(t *testing.T) {
	away, failures := true, 0
	p, d, end := begin(t, "", func(*message) verdict {
		if away {
			failures++
			away = failures < 3
			return verdict{err: errors.New("away")}
		}
		return verdict{}
	})
	defer end()
	var told []string
	d.o.Tell = func(_ int, line string) { told = append(told, line) }
	d.reader.tick()
	await(t, "three items", func() bool { return len(p.lines()) == 3 })
	end()
	if len(told) != 2 || !strings.Contains(told[0], "cannot be reached: away") || !strings.Contains(told[1], "takes batches again") {
		t.Errorf("told %q", told)
	}
}

func TestDropsWhatMemoryCannotKeep(t *testing.T) {
	_, d, end := begin(t, "", func(*message) verdict { return verdict{err: errors.New("away")} })
	d.reader.tick()
	end()
	if c := d.account.read().drops[dropEnd]; c.items != 3 || c.batches != 1 {
		t.Errorf("dropped at the end: %+v", c)
	}
}
