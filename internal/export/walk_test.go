package export

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"metergate/internal/metric"
)

var walkQueries = []string{
	"", "extra-counters", "desc-labels", "no-maint&scope=server", "scope=global", "metrics=-haproxy_server_status",
}

// TestWalkSeesWhatTheTextShows holds the walk to the text: names, labels, values and order.
func TestWalkSeesWhatTheTextShows(t *testing.T) {
	process, rows := gateway()
	for _, query := range walkQueries {
		var text bytes.Buffer
		if err := scrape(query, process, rows)(&text); err != nil {
			t.Fatal(err)
		}
		want := samples(t, text.String())
		w := walk(t, query, process, rows)
		var got []string
		for f, readings := range w.Families() {
			for r := range readings {
				if r.Family != f {
					t.Errorf("a reading of %s among those of %s", r.Family.Name, f.Name)
				}
				got = append(got, line(r))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: by family\n%s\nwant\n%s", query, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		got = nil
		for r := range w.Readings() {
			got = append(got, line(r))
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q: by object\n%s\nwant\n%s", query, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestWalkIdentity checks that Ident and Slot name one series each, in rising order.
func TestWalkIdentity(t *testing.T) {
	process, rows := gateway()
	type identity struct {
		ident *metric.Ident
		slot  int
	}
	seen := map[identity]string{}
	last := identity{slot: -1}
	for r := range walk(t, "extra-counters", process, rows).Readings() {
		id := identity{r.Ident(), r.Slot}
		if id.ident == last.ident && id.slot <= last.slot {
			t.Errorf("slot %d behind %d", id.slot, last.slot)
		}
		if r.Slot >= Slots(r.Family.Kind) {
			t.Errorf("slot %d of %d", r.Slot, Slots(r.Family.Kind))
		}
		name := strings.Fields(line(r))[0]
		if seen[id] != "" {
			t.Errorf("%s and %s are the same", seen[id], name)
		}
		seen[id], last = name, id
	}
	for r := range walk(t, "extra-counters", process, rows).Readings() {
		if name := seen[identity{r.Ident(), r.Slot}]; !strings.HasPrefix(line(r), name) {
			t.Errorf("%s was %s", line(r), name)
		}
	}
}

func TestWalkAllocatesNothingPerSeries(t *testing.T) {
	process, rows := gateway()
	w := walk(t, "extra-counters", process, rows)
	allocated := func() float64 {
		return testing.AllocsPerRun(20, func() {
			for r := range w.Readings() {
				if r.Value < 0 {
					_ = r.Slot
				}
			}
		})
	}
	few := allocated()
	w.Rows = func(yield func(metric.Object) bool) {
		for range 50 {
			rows(yield)
		}
	}
	if many := allocated(); many > few {
		t.Errorf("%v allocations for a gateway, %v for fifty", few, many)
	}
}

func walk(t *testing.T, query string, process metric.Object, rows Rows) *Walk {
	t.Helper()
	s, err := ParseScrape(query)
	if err != nil {
		t.Fatal(err)
	}
	return &Walk{Process: process, Rows: rows, View: &metric.View{}, Scrape: s}
}

// line renders a reading as the text format does, but for the value, which is a number again.
func line(r *Reading) string {
	b := []byte(r.Family.Name)
	sep := byte('{')
	for name, value := range r.Labels {
		b = appendLabel(append(b, sep), name, value)
		sep = ','
	}
	if sep == ',' {
		b = append(b, '}')
	}
	return string(b) + " " + strconv.FormatFloat(r.Value, 'g', -1, 64)
}

// samples returns the lines of a text that are no comments, their values as line writes them.
func samples(t *testing.T, text string) (lines []string) {
	for l := range strings.Lines(text) {
		if strings.HasPrefix(l, "#") {
			continue
		}
		at := strings.LastIndexByte(l, ' ')
		v, err := strconv.ParseFloat(strings.TrimSpace(l[at+1:]), 64)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.TrimSuffix(l[:at], " ")+" "+strconv.FormatFloat(v, 'g', -1, 64))
	}
	return lines
}

func BenchmarkWalk(b *testing.B) {
	process, rows := gateway()
	s, _ := ParseScrape("")
	w := &Walk{Process: process, Rows: rows, View: &metric.View{}, Scrape: s}
	b.Run("walk", func(b *testing.B) {
		n := 0
		for b.Loop() {
			for range w.Readings() {
				n++
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/series")
	})
	b.Run("text", func(b *testing.B) {
		for b.Loop() {
			_ = Prometheus(io.Discard, process, rows, w.View, s)
		}
	})
}
