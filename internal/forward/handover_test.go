package forward

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A teller is a form whose items are counters and how many values distributions have, and that remembers the newest ones.
type teller struct {
	mu     sync.Mutex
	newest map[string]float64
}

var telling = map[string]*teller{} // by the host of the target

var _ = declare(kind{name: "tell", schemes: []string{"tell"}, open: func(t *target) (form, error) { return telling[t.url.Host], nil }})

func (x *teller) items(k *tick, add func(item []byte)) {
	for r := range k.readings {
		var name strings.Builder
		name.WriteString(r.Family.Name)
		for _, value := range r.Labels {
			name.WriteString(" " + value)
		}
		value := r.Value
		if r.Distribution != nil {
			value = float64(r.Distribution.Count)
		}
		add(fmt.Appendf(nil, "%s=%g", name.String(), value))
	}
}

func (x *teller) deliver(_ context.Context, m *message) (v verdict) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.newest = map[string]float64{}
	for _, p := range m.parts {
		name, value, _ := strings.Cut(string(p.item), "=")
		var n float64
		fmt.Sscan(value, &n)
		x.newest[name] = n
	}
	return v
}

// tells waits until the newest values are so.
func (x *teller) tells(t *testing.T, want map[string]float64) {
	t.Helper()
	await(t, fmt.Sprint(want), func() bool {
		x.mu.Lock()
		defer x.mu.Unlock()
		for name, n := range want {
			if x.newest[name] != n {
				return false
			}
		}
		return true
	})
}

// TestHandover has a newer process take a section over from one that still serves clients: what either counts is told by the
// newer one, exactly once, also of objects that only the older one has.
func TestHandover(t *testing.T) {
	begin := func(host string, p *picture) (*Forward, *teller) {
		telling[host] = &teller{}
		to := aim(t, "tell", "tell://"+host)
		c := &Config{Name: t.Name(), Interval: 100 * time.Millisecond, target: to, queue: queueAt{size: 1 << 20}, metrics: globs{{pattern: "*shown*"}}}
		f, err := New([]*Config{c}, nil, Options{Walk: p.walk, Instance: t.TempDir(), Tell: func(_ int, line string) { t.Log(line) }})
		if err != nil {
			t.Fatal(err)
		}
		c.target.url.Host = "same" // what the section is called follows from it
		f.o.Instance = t.Name()
		f.Start()
		return f, telling[host]
	}
	older, newer := newPicture(), newPicture()
	newer.rows = newer.rows[:2]
	first, told := begin("older", older)
	older.count(5)
	told.tells(t, map[string]float64{"haproxy_server_shown_total be.x s1": 5, "haproxy_frontend_shown_time_seconds fe": 5})
	second, tells := begin("newer", newer)
	first.Stop()
	newer.count(2)
	tells.tells(t, map[string]float64{"haproxy_frontend_shown_total fe": 2, "haproxy_frontend_shown_time_seconds fe": 2})
	older.count(3)
	tells.tells(t, map[string]float64{
		"haproxy_frontend_shown_total fe": 5, "haproxy_frontend_shown_responses_total fe 2xx": 10, "haproxy_frontend_shown_time_seconds fe": 5,
		"haproxy_server_shown_total be.x s1": 3,
	})
	older.count(1)
	first.Close()
	newer.count(1)
	tells.tells(t, map[string]float64{"haproxy_frontend_shown_total fe": 7, "haproxy_backend_shown_time_seconds be.x": 7, "haproxy_server_shown_total be.x s1": 4})
	told.tells(t, map[string]float64{"haproxy_server_shown_total be.x s1": 5})
	second.Close()
	tells.tells(t, map[string]float64{"haproxy_frontend_shown_total fe": 7})
}

// TestStopsWithoutHeir goes on while clients are served although the gateway stops, when no newer process asks.
func TestStopsWithoutHeir(t *testing.T) {
	telling["alone"] = &teller{}
	p := newPicture()
	c := &Config{Name: t.Name(), Interval: 100 * time.Millisecond, target: aim(t, "tell", "tell://alone"), queue: queueAt{size: 1 << 20}}
	f, err := New([]*Config{c}, nil, Options{Walk: p.walk, Instance: t.Name()})
	if err != nil {
		t.Fatal(err)
	}
	f.Start()
	f.Stop()
	p.count(4)
	telling["alone"].tells(t, map[string]float64{"haproxy_frontend_shown_total fe": 4})
	p.count(1)
	f.Close()
	telling["alone"].tells(t, map[string]float64{"haproxy_frontend_shown_total fe": 5})
}

// TestTotalsGoThroughReports adds what two reports say and finds it in what is shown.
func TestTotalsGoThroughReports(t *testing.T) {
	p := newPicture()
	p.count(3)
	before := totalsOf(p.rows[0], p.walk().View)
	p.count(4)
	after := totalsOf(p.rows[0], p.walk().View)
	more, some := after.since(&before)
	if !some || more.Numbers["shown_total"] != 4 || more.Numbers["shown_2xx"] != 8 || len(more.Numbers) != 2 || more.Shapes["shown_time"] == nil {
		t.Errorf("%+v", more)
	}
	var sum totals
	sum.add(&before)
	sum.add(&more)
	if left, some := after.since(&sum); some {
		t.Errorf("%+v is left", left)
	}
	p.rows[0].MetricSet().Clear(true)
	p.count(1)
	cleared := totalsOf(p.rows[0], p.walk().View)
	if more, _ := cleared.since(&after); more.Numbers["shown_total"] != 1 {
		t.Errorf("behind a clearing: %+v", more)
	}
	only := totals{Numbers: map[string]uint64{"shown_2xx": 0}}
	if cleared.only(&only); !slices.Equal([]int{len(cleared.Numbers), len(cleared.Shapes)}, []int{1, 0}) {
		t.Errorf("%+v is left of what is named", cleared)
	}
}
