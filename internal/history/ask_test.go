package history

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"metergate/internal/metric"
)

func TestAskWithinLimits(t *testing.T) {
	w := &world{}
	w.put(newThing(metric.KindServer, "a"), newThing(metric.KindServer, "b"))
	s := newStore(t, t.TempDir(), w)
	s.c.Limits = Limits{Samples: 50, Time: 5 * time.Second, Range: time.Hour, Response: 64 << 20}
	s.engine = newEngine(s.c, s.c.Limits.Samples)
	s.Start()
	t.Cleanup(s.Close)
	eventually(t, "there are series", func() bool { return len(values(t, s, "haproxy_server_calls_total", "server")) == 2 })
	s.c.Limits.Response = 100
	now := time.Now()
	for _, c := range []struct {
		name string
		q    Question
		kind ErrorKind
		says string
	}{
		{"syntax", Instant{Query: "sum(", At: now}, BadData, "parse error"},
		{"empty", Instant{At: now}, BadData, "no expression"},
		{"type", Instant{Query: `rate("x")`, At: now}, BadData, "expected type"},
		{"samples", Range{Query: "vector(1)", Start: now.Add(-time.Minute), End: now, Step: time.Second}, Execution, "too many samples"},
		{"points", Range{Query: "up", Start: now.Add(-time.Hour), End: now, Step: time.Millisecond}, BadData, "11,000 points"},
		{"step", Range{Query: "up", Start: now, End: now}, BadData, "step"},
		{"order", Range{Query: "up", Start: now, End: now.Add(-1), Step: 1}, BadData, "end timestamp"},
		{"range", Range{Query: "up", Start: now.Add(-2 * time.Hour), End: now, Step: time.Minute}, BadData, "query-max-range"},
		{"response", Instant{Query: "haproxy_server_calls_total", At: now}, Execution, "query-max-response"},
		{"no match", Series{}, BadData, "match[]"},
		{"empty match", Series{Selection{Matches: []string{`{a=~".*"}`}}}, BadData, "non-empty matcher"},
		{"label", LabelValues{Name: "a\xffb"}, BadData, "invalid label name"},
		{"format", Format{"("}, BadData, "parse error"},
		{"exemplars", Exemplars{Query: ")"}, BadData, "parse error"},
	} {
		_, err := answer(s, c.q)
		var e *Error
		if !errors.As(err, &e) || e.Kind != c.kind || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var e *Error
	if _, err := s.Ask(ctx, Instant{Query: "up", At: now}); !errors.As(err, &e) || e.Kind != Canceled {
		t.Errorf("cancelled: %v", err)
	}
}

func TestAnswers(t *testing.T) {
	w, a := &world{}, newThing(metric.KindServer, `a"<\`)
	w.put(a)
	s := startStore(t, t.TempDir(), w)
	eventually(t, "there are series", func() bool { return len(values(t, s, "haproxy_server_calls_total", "server")) == 1 })
	at := time.UnixMilli(1500)
	for _, c := range []struct {
		q    Question
		want string
	}{
		{Instant{Query: "1/3", At: at}, `{"resultType":"scalar","result":[1.500,"0.3333333333333333"]}`},
		{Instant{Query: "-1/0", At: at}, `{"resultType":"scalar","result":[1.500,"-Inf"]}`},
		{Instant{Query: "0/0", At: at}, `{"resultType":"scalar","result":[1.500,"NaN"]}`},
		{Instant{Query: "1e-7", At: at}, `{"resultType":"scalar","result":[1.500,"1e-07"]}`},
		{Instant{Query: "1e21", At: at}, `{"resultType":"scalar","result":[1.500,"1e+21"]}`},
		{Instant{Query: "123456789012", At: at}, `{"resultType":"scalar","result":[1.500,"123456789012"]}`},
		{Instant{Query: `"a\"<"`, At: at}, `{"resultType":"string","result":[1.500,"a\"\u003c"]}`},
		{Range{Query: "vector(2)", Start: at, End: at.Add(time.Second), Step: time.Second}, `{"resultType":"matrix","result":[{"metric":{},"values":[[1.500,"2"],[2.500,"2"]]}]}`},
		{Format{"sum( x)by(y)"}, `"sum by (y) (x)"`},
		{LabelNames{Selection{Matches: []string{"up"}}}, `["__name__","instance","job"]`},
		{LabelValues{"server", Selection{}}, `["a\"\u003c\\"]`},
		{LabelValues{"job", Selection{Matches: []string{"up", "nothing"}}}, `["haproxy"]`},
		{Series{Selection{Matches: []string{"up"}}}, `[{"__name__":"up","instance":"here:80","job":"haproxy"}]`},
		{Metadata{Metric: "haproxy_server_calls_total"}, `{"haproxy_server_calls_total":[{"type":"counter","help":"Calls.","unit":""}]}`},
		{Exemplars{Query: "1"}, `[]`},
	} {
		if got, err := answer(s, c.q); got != c.want || err != nil {
			t.Errorf("%+v: got %s, %v, want %s", c.q, got, err, c.want)
		}
	}
}

// Whatever is asked, there is an answer or an error that says whose fault it is.
func FuzzAsk(f *testing.F) {
	w := &world{}
	w.put(newThing(metric.KindServer, "a"))
	s := newStore(f, f.TempDir(), w)
	s.c.Limits.Samples, s.c.Limits.Time = 10_000, time.Second
	s.engine = newEngine(s.c, s.c.Limits.Samples)
	s.Start()
	f.Cleanup(s.Close)
	for _, q := range []string{"up", "sum(rate(haproxy_server_calls_total[1m]))by(server)", `{__name__=~".+"}`, "(((", "1e999", "up[5m:1s]", `label_replace(up,"a","$1","job","(.*)")`, "\x00"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, query string) {
		now := time.Now()
		for _, q := range []Question{
			Instant{Query: query, At: now}, Range{Query: query, Start: now.Add(-time.Minute), End: now, Step: 10 * time.Second},
			Series{Selection{Matches: []string{query}}}, Format{query}, Exemplars{Query: query}, LabelValues{Name: query},
		} {
			_, err := answer(s, q)
			var e *Error
			if err != nil && (!errors.As(err, &e) || e.Kind == Internal) {
				t.Errorf("%q: %v", query, err)
			}
		}
	})
}
