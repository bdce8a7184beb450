package export

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"metergate/internal/metric"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestGolden(t *testing.T) {
	process, rows := gateway()
	legends, plain := &metric.View{Legends: true}, &metric.View{}
	cases := []struct {
		file   string
		render func(io.Writer) error
	}{
		{"stat.csv", func(w io.Writer) error { return CSV(w, rows, legends) }},
		{"stat_user.csv", func(w io.Writer) error { return CSV(w, rows, plain) }},
		{"stat_up.csv", func(w io.Writer) error { return CSV(w, rows, &metric.View{Hide: metric.HideDown}) }},
		{"stat_nomaint.csv", func(w io.Writer) error { return CSV(w, rows, &metric.View{Hide: metric.HideMaint}) }},
		{"stat.typed", func(w io.Writer) error { return Typed(w, rows, legends, false) }},
		{"stat_desc.typed", func(w io.Writer) error { return Typed(w, rows, plain, true) }},
		{"stat.json", func(w io.Writer) error { return JSON(w, rows, legends) }},
		{"info.txt", func(w io.Writer) error { return Info(w, process, plain, InfoOptions{}) }},
		{"info_float.txt", func(w io.Writer) error { return Info(w, process, plain, InfoOptions{Float: true}) }},
		{"info_desc.txt", func(w io.Writer) error { return Info(w, process, plain, InfoOptions{Desc: true}) }},
		{"info.typed", func(w io.Writer) error { return InfoTyped(w, process, plain, InfoOptions{}) }},
		{"info_float_desc.typed", func(w io.Writer) error {
			return InfoTyped(w, process, plain, InfoOptions{Float: true, Desc: true})
		}},
		{"info.json", func(w io.Writer) error { return InfoJSON(w, process, plain, InfoOptions{}) }},
		{"info_float.json", func(w io.Writer) error { return InfoJSON(w, process, plain, InfoOptions{Float: true}) }},
		{"schema.json", Schema},
		{"metrics.prom", scrape("", process, rows)},
		{"metrics_extra.prom", scrape("extra-counters", process, rows)},
		{"metrics_desc.prom", scrape("desc-labels", process, rows)},
		{"metrics_scope.prom", scrape("scope=server&scope=global", process, rows)},
		{"metrics_only.prom", scrape("metrics=haproxy_server_status,haproxy_frontend_http_responses_total", process, rows)},
		{"metrics_but.prom", scrape("metrics=-haproxy_server_status&scope=server", process, rows)},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			var got bytes.Buffer
			if err := c.render(&got); err != nil {
				t.Fatal(err)
			}
			golden(t, c.file, got.Bytes())
		})
	}
}

func scrape(query string, process metric.Object, rows Rows) func(io.Writer) error {
	return func(w io.Writer) error {
		s, err := ParseScrape(query)
		if err != nil {
			return err
		}
		return Prometheus(w, process, rows, &metric.View{}, s)
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("differs from %s (run with -update and look at the diff):\n%s", path, got)
	}
}
