package forward

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"metergate/internal/conf"
	"metergate/internal/export"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

var update = flag.Bool("update", false, "write the golden files")

const elasticGateway = `
global
  node gw1
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend api
  default_backend pool
backend pool
  balance roundrobin
  cookie SRV insert
  server s1 127.0.0.1:1 weight 10 cookie "a\"b"
`

// elasticWalk returns looks at a gateway that serves nothing.
func elasticWalk(t *testing.T) func() *export.Walk {
	t.Helper()
	file, d := conf.Load([]conf.Source{{Name: "test.cfg", Text: []byte(elasticGateway)}}, conf.NewEnv(nil))
	g := proxy.Compile(file, 1, proxy.CompileOptions{}, d)
	if d.Failed() {
		t.Fatal(d.Messages())
	}
	loops, err := netio.Start(netio.Config{Loops: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		loops.Close(ctx)
	})
	g.Info = proxy.NewInfo(g, proxy.Facts{Version: "3.5.0", Release: "2026/11/01", Own: "0.1.0"})
	g.Start(loops, netio.NewPool(1))
	return func() *export.Walk {
		return &export.Walk{Process: g.Info, Rows: g.AllRows(), View: &metric.View{Now: netio.Clock(), Legends: true}, Scrape: export.Everything()}
	}
}

// elasticConfig reads a section with more lines than those it needs.
func elasticConfig(t *testing.T, url, options, lines string) (*Config, error) {
	t.Helper()
	text := fmt.Sprintf("metrics-forward es\n  target elasticsearch %s %s\n%s\n", url, options, lines)
	file, d := conf.Load([]conf.Source{{Name: "test.cfg", Text: []byte(text)}}, conf.NewEnv(nil))
	all := Compile(file, proxy.Compile(file, 1, proxy.CompileOptions{}, d), d)
	if len(all) != 1 {
		return nil, fmt.Errorf("%v", d.Messages())
	}
	return all[0], nil
}

// beginElastic runs a destination whose ticks are made by the test.
func beginElastic(t *testing.T, walk func() *export.Walk, url, options, lines string) (d *destination, end func()) {
	t.Helper()
	c, err := elasticConfig(t, url, options, lines)
	if err != nil {
		t.Fatal(err)
	}
	o := &Options{Walk: walk, Instance: "gw1:8080", Permit: func(f func()) { f() }, Tell: func(_ int, line string) { t.Log(line) }}
	if d, err = newDestination(c, o); err != nil {
		t.Fatal(err)
	}
	if err = d.open(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var sending sync.WaitGroup
	sending.Go(func() { d.sender.run(ctx, make(chan struct{})) })
	return d, sync.OnceFunc(func() {
		cancel()
		sending.Wait()
		d.dropped(dropEnd, d.queue.Close())
	})
}

// feel changes how the server answers.
func (e *elasticServer) feel(f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	f()
}

// ids returns the names of the documents of an index.
func (e *elasticServer) ids(index string) (all []string) {
	e.feel(func() {
		for id := range e.indices[index] {
			all = append(all, id)
		}
	})
	slices.Sort(all)
	return all
}

var (
	elasticVolatile = regexp.MustCompile(`("(?:duration|pid)":)\d+`)
	elasticIdentity = regexp.MustCompile(`"_id":"[0-9a-f]{16}-`)
)

func TestElasticBulkGolden(t *testing.T) {
	e := newElasticServer(t)
	d, end := beginElastic(t, elasticWalk(t), e.URL, "index metricbeat-metergate-%{+yyyy.MM.dd}",
		"  label env test\n  metrics haproxy.stat.* haproxy.info.requests.* haproxy.info.memory.* metergate.stat.rtime_max !haproxy.stat.last_change\n  proxies pool api")
	defer end()
	at := time.Date(2026, 1, 2, 23, 59, 59, 1e6, time.UTC)
	k := &tick{at: at, begun: at, job: "haproxy", instance: "gw1:8080", labels: d.c.labels, walk: d.o.Walk(), pick: newPicker(d.c)}
	var batch [][]byte
	d.form.items(k, func(item []byte) { batch = append(batch, item) })
	d.put(at.UnixMilli(), batch)
	<-e.calls
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.bodies) != 1 {
		t.Fatalf("%d bodies came", len(e.bodies))
	}
	got := elasticIdentity.ReplaceAll(elasticVolatile.ReplaceAll(e.bodies[0], []byte("${1}1")), []byte(`"_id":"0123456789abcdef-`))
	name := filepath.Join("testdata", "elastic_bulk.ndjson")
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%v, the body is\n%s\nnot\n%s", err, got, want)
	}
}

// TestElasticLedger sends to a server that fails in all ways: behind that each document is there once, but for those
// that it refused, which are counted.
func TestElasticLedger(t *testing.T) {
	e, walk, dir := newElasticServer(t), elasticWalk(t), t.TempDir()
	lines := "  queue " + dir + " 8m"
	e.feel(func() { e.mood = func(w http.ResponseWriter) bool { w.WriteHeader(503); return true } })
	d, end := beginElastic(t, walk, e.URL, "", lines)
	identity := d.queue.Identity()
	for range 3 {
		d.reader.tick()
	}
	first := d.length().Items
	<-e.calls
	e.feel(func() {
		e.mood = nil
		e.after = func(w http.ResponseWriter) bool { fmt.Fprint(w, "<html>"); return true } // stores, and says rubbish
	})
	await(t, "documents", func() bool { return len(e.ids(elasticMetrics.otherwise)) > 0 })
	end() // nothing is done with
	e.feel(func() { e.after = nil })

	busy, refused := 2, fmt.Sprintf("%s-4-1", identity)
	e.feel(func() {
		e.item = func(id string) int {
			switch {
			case id == refused:
				return 400
			case strings.HasSuffix(id, "-2") && busy > 0:
				busy--
				return 429
			}
			return 0
		}
	})
	d, end = beginElastic(t, walk, e.URL, "", lines)
	defer end()
	d.reader.tick()
	d.reader.tick()
	made := first / 3 * 5
	await(t, "an empty queue", func() bool { return d.length().Batches == 0 })
	ids := e.ids(elasticMetrics.otherwise)
	if len(ids) != made-1 || slices.Contains(ids, refused) {
		t.Errorf("of %d documents %d are there: %q", made, len(ids), ids)
	}
	e.feel(func() {
		if e.conflicts == 0 {
			t.Error("no document was there already")
		}
	})
	a := d.account.read()
	if a.sent != uint64(made-1) || a.resent != 2 || a.dropped() != 1 || a.drops[dropRefused].items != 1 {
		t.Errorf("the account says %+v", a)
	}
	if !strings.Contains(a.lastError, refused+": status 400") {
		t.Errorf("the refusal is told as %q", a.lastError)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*.aside")); len(files) != 1 {
		t.Errorf("aside are %v", files)
	}
}

func TestElasticSplitsWhatIsTooLong(t *testing.T) {
	e := newElasticServer(t)
	e.limit = 8 << 10
	d, end := beginElastic(t, elasticWalk(t), e.URL, "gzip off", "")
	defer end()
	var n int
	e.feel(func() { // nothing is taken yet
		d.reader.tick()
		n = d.length().Items
	})
	await(t, "all documents", func() bool { return n > 3 && len(e.ids(elasticMetrics.otherwise)) == n })
}

func TestElasticWaitsWhenAllIsRejected(t *testing.T) {
	e := newElasticServer(t)
	e.item = func(string) int { return 429 }
	d, end := beginElastic(t, elasticWalk(t), e.URL, "", "")
	defer end()
	d.reader.tick()
	await(t, "a failure", func() bool { return d.account.read().failures > 0 })
	if a := d.account.read(); a.sent != 0 || d.state() != "down" || !strings.Contains(a.lastError, "es_rejected_execution_exception") {
		t.Errorf("the account says %+v", a)
	}
	e.feel(func() { e.item = nil })
	await(t, "documents", func() bool { return d.account.read().sent > 0 })
}

func TestElasticKey(t *testing.T) {
	key := filepath.Join(t.TempDir(), "key")
	for secret, want := range map[string]string{"id:key": "ApiKey aWQ6a2V5", "aWQ6a2V5": "ApiKey aWQ6a2V5"} {
		if err := os.WriteFile(key, []byte(secret+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		e := newElasticServer(t)
		e.auth = want
		d, end := beginElastic(t, elasticWalk(t), e.URL, "", "  auth apikey file@"+key)
		d.reader.tick()
		await(t, "documents", func() bool { return d.account.read().sent > 0 })
		end()
	}
}

func TestElasticOptions(t *testing.T) {
	for _, c := range []struct{ url, options, want string }{
		{"http://127.0.0.1:9200", "", ""},
		{"http://127.0.0.1:9200/behind/a/proxy/", "data-stream metrics-haproxy-eu gzip off", ""},
		{"http://127.0.0.1:9200", "index plain", ""},
		{"http://127.0.0.1:9200", "index logs-%{+yyyy.MM.dd.HH}-x", ""},
		{"http://127.0.0.1:9200/_bulk", "", "without _bulk"},
		{"http://127.0.0.1:9200/?pipeline=x", "", "without a query"},
		{"tcp://127.0.0.1:9200", "", "http:// or https://"},
		{"http://127.0.0.1:9200", "gzip yes", "is on or off"},
		{"http://127.0.0.1:9200", "index a data-stream b", "not both"},
		{"http://127.0.0.1:9200", "data-stream Upper", "lower-case"},
		{"http://127.0.0.1:9200", "data-stream _x", "lower-case"},
		{"http://127.0.0.1:9200", "index a-%{+yyyy.QQ}", "the date in 'index'"},
		{"http://127.0.0.1:9200", "index a-%{+yyyy", "the date in 'index'"},
		{"http://127.0.0.1:9200", "stream a", "knows no option 'stream'"},
	} {
		_, err := elasticConfig(t, c.url, c.options, "")
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s %s: %v, not %q", c.url, c.options, err, c.want)
		}
	}
}

func TestElasticIndexNames(t *testing.T) {
	at := time.Date(2026, 1, 2, 23, 59, 59, 0, time.FixedZone("", 3600)).UnixMilli()
	for _, c := range []struct{ option, value, name, pattern, template string }{
		{"data-stream", "metricbeat-metergate", "metricbeat-metergate", "metricbeat-metergate", "metergate-metricbeat-metergate"},
		{"index", "mb-%{+yyyy.MM.dd}", "mb-2026.01.02", "mb-*", "metergate-mb"},
		{"index", "mb-%{+yyyy.MM.dd.HH}-a", "mb-2026.01.02.22-a", "mb-*-a", "metergate-mb--a"},
		{"index", "mb", "mb", "mb", "metergate-mb"},
	} {
		x, err := elasticMetrics.index(options{c.option: c.value})
		if err != nil || x.at(at) != c.name || x.pattern() != c.pattern || x.templateName() != c.template {
			t.Errorf("%s %s: %s %s %s, %v", c.option, c.value, x.at(at), x.pattern(), x.templateName(), err)
		}
	}
}
