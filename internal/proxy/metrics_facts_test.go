package proxy

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"metergate/internal/metric"
)

// The facts are what the reference shows: its columns, lines and exported metrics, each with order, letters, type and
// labels. Every one of them must be declared, and nothing else before ours.

func facts(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "facts", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

// before returns the columns before a position.
func before(table []*metric.Column, own int) []*metric.Column {
	for i, c := range table {
		if c.CSV >= own {
			return table[:i]
		}
	}
	return table
}

var letters = map[string]metric.Kind{
	"F": metric.KindFrontend, "L": metric.KindListener, "B": metric.KindBackend, "S": metric.KindServer,
}

func TestEveryColumnOfTheReferenceIsDeclared(t *testing.T) {
	table := before(metric.Table(), metric.Own)
	for _, f := range facts(t, "stat-fields.csv") {
		if f["group"] == "delimiter" {
			if f["index0"] != strconv.Itoa(metric.Separator) {
				t.Errorf("the separator stands at %s", f["index0"])
			}
			continue
		}
		if len(table) == 0 {
			t.Fatalf("%s is missing", f["name"])
		}
		c := table[0]
		table = table[1:]
		if c.Name != f["name"] || strconv.Itoa(c.CSV) != f["index0"] {
			t.Fatalf("at %s stands %s (%d), want %s", f["index0"], c.Name, c.CSV, f["name"])
		}
		if f["typed_type"] == "" { // src_ilim is empty in every sample
			continue
		}
		if c.Type.String() != f["typed_type"] {
			t.Errorf("%s: type %s, want %s", c.Name, c.Type, f["typed_type"])
		}
		if got := tagsText(c); got != f["typed_tags_by_kind"] {
			t.Errorf("%s: letters %q, want %q", c.Name, got, f["typed_tags_by_kind"])
		}
		if module := strings.TrimPrefix(f["group"], "module:"); module != "static" && string(c.Module) != module {
			t.Errorf("%s: module %q, want %q", c.Name, c.Module, module)
		}
	}
	if len(table) > 0 {
		t.Errorf("%s stands before ours, and is not the reference's", table[0].Name)
	}
}

// tagsText writes letters as the facts do: F=MCPP L=MCPP.
func tagsText(c *metric.Column) string {
	var all []string
	for _, l := range []string{"F", "L", "B", "S"} {
		if tags := c.On[letters[l]]; tags != "" {
			all = append(all, l+"="+tags)
		}
	}
	return strings.Join(all, " ")
}

func TestEveryLineOfTheReferenceIsDeclared(t *testing.T) {
	lines := before(metric.Info(), metric.OwnInfo)
	for _, f := range facts(t, "info-fields.csv") {
		if len(lines) == 0 {
			t.Fatalf("%s is missing", f["name"])
		}
		c := lines[0]
		lines = lines[1:]
		if c.Name != f["name"] || strconv.Itoa(c.CSV) != f["typed_position"] {
			t.Fatalf("at %s stands %s (%d), want %s", f["typed_position"], c.Name, c.CSV, f["name"])
		}
		if tags := c.On[metric.KindProcess]; tags != f["typed_tags"] {
			t.Errorf("%s: letters %s, want %s", c.Name, tags, f["typed_tags"])
		}
		if c.Type.String() != f["typed_type"] {
			t.Errorf("%s: type %s, want %s", c.Name, c.Type, f["typed_type"])
		}
		series := ""
		if s, _ := c.Exported(metric.KindProcess); s != nil {
			series = "haproxy_process_" + s.Name
		}
		if series != f["exporter_suffix"] {
			t.Errorf("%s: exported as %q, want %q", c.Name, series, f["exporter_suffix"])
		}
	}
	if len(lines) > 0 {
		t.Errorf("%s stands before ours, and is not the reference's", lines[0].Name)
	}
	if own := metric.Info(); own[len(own)-1].Name != "Metergate_version" {
		t.Errorf("the last line is %s", own[len(own)-1].Name)
	}
}

// An exported metric as the facts describe it.
type exported struct{ name, typ, source, states, code, label, module string }

func TestEveryExportedMetricOfTheReferenceIsDeclared(t *testing.T) {
	scopes := map[string]metric.Kind{
		"global": metric.KindProcess, "frontend": metric.KindFrontend, "listener": metric.KindListener,
		"backend": metric.KindBackend, "server": metric.KindServer,
	}
	want := map[string][]exported{}
	for _, f := range facts(t, "prometheus-metrics.csv") {
		if _, ok := scopes[f["scope"]]; ok { // tables and resolvers bring their own
			want[f["scope"]] = append(want[f["scope"]], fromFact(f)...)
		}
	}
	for scope, k := range scopes {
		got := declared(k)
		for i, w := range want[scope] {
			if i >= len(got) {
				t.Errorf("%s is missing", w.name)
				break
			}
			if got[i] != w {
				t.Errorf("%s %d:\n got %+v\nwant %+v", scope, i, got[i], w)
				break
			}
		}
		if len(got) != len(want[scope]) {
			t.Errorf("%s: %d metrics, want %d", scope, len(got), len(want[scope]))
		}
	}
}

// fromFact reads one row; a row of several columns, one per code, becomes one metric for each.
func fromFact(f map[string]string) (all []exported) {
	e := exported{name: f["name"], typ: f["type"]}
	if e.name == "haproxy_backend_downtime_seconds_total" {
		e.typ = "counter" // the reference takes the type of the first object, which had no servers in this run
	}
	values := map[string]string{}
	for _, v := range strings.Split(f["label_values"], " ") {
		if name, list, ok := strings.Cut(v, "="); ok {
			values[name] = list
		}
	}
	labels := strings.Split(f["labels"], ",")
	switch last := labels[len(labels)-1]; last {
	case "state":
		e.states = values["state"]
	case "mod":
		e.module = values["mod"]
	case "node", "desc", "version":
		e.label = last
	}
	_, sources, _ := strings.Cut(f["source_field"], ":")
	codes := strings.Split(values["code"], "|")
	for i, source := range strings.Split(sources, "/") {
		e.source, e.code = source, codes[min(i, len(codes)-1)]
		all = append(all, e)
	}
	return all
}

// declared lists what the table exports for a kind.
func declared(k metric.Kind) (all []exported) {
	table := before(metric.Table(), metric.Own)
	if k == metric.KindProcess {
		table = before(metric.Info(), metric.OwnInfo)
	}
	for _, c := range table {
		s, typ := c.Exported(k)
		if s == nil {
			continue
		}
		e := exported{
			name: k.Series(s.Name), typ: typ.String(), source: c.Name,
			code: s.Code, label: s.Label, module: string(c.Module),
		}
		if s.States != nil {
			e.states = strings.Join(s.States.Names, "|")
		}
		all = append(all, e)
	}
	return all
}
