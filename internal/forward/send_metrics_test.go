package forward

import (
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"metergate/internal/conf"
	"metergate/internal/export"
	"metergate/internal/metric"
	"metergate/internal/proxy"
)

// feedsOf compiles a section global and returns what it asks to send, and the errors.
func feedsOf(t *testing.T, global string) ([]*Feed, string) {
	t.Helper()
	f, d := conf.Load([]conf.Source{{Name: "test.cfg", Text: []byte("global\n" + global + "\n")}}, conf.NewEnv(nil))
	feeds := CompileFeeds(f, proxy.Compile(f, 1, proxy.CompileOptions{}, d), d)
	if !d.Failed() {
		return feeds, ""
	}
	return nil, string(d.Append(nil, conf.Banner{}, false))
}

// A post office takes deliveries and answers as it is told.
type postOffice struct {
	mu      sync.Mutex
	answers []int // statuses of the next answers; 200 behind them
	got     []*http.Request
	bodies  []string
}

// ServeHTTP takes a delivery.
func (p *postOffice) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got, p.bodies = append(p.got, r), append(p.bodies, string(body))
	if len(p.answers) > 0 {
		w.WriteHeader(p.answers[0])
		p.answers = p.answers[1:]
	}
}

func (p *postOffice) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.got)
}

// rows is a gateway of two servers whose counters the test moves.
type rows struct {
	process *trial
	all     []metric.Object
}

func newRows() *rows {
	r := &rows{process: trialObject(metric.KindProcess)}
	for i, k := range []metric.Kind{metric.KindFrontend, metric.KindServer, metric.KindServer, metric.KindBackend} {
		o := trialObject(k)
		o.ident.Proxy, o.ident.Name = []string{"fe", "be", "be", "be"}[i], []string{"FRONTEND", "s1", "s2", "BACKEND"}[i]
		r.all = append(r.all, o)
	}
	return r
}

func (r *rows) walk() *export.Walk {
	return &export.Walk{Process: r.process, View: &metric.View{}, Scrape: export.Everything(), Rows: func(yield func(metric.Object) bool) {
		for _, o := range r.all {
			if !yield(o) {
				return
			}
		}
	}}
}

// send runs the feeds of a section global until a number of deliveries came to an office, and stops them. The office's
// address stands for URL in the section. It returns what was told and logged.
func send(t *testing.T, p *postOffice, global string, deliveries int) (told, logged string) {
	t.Helper()
	server := httptest.NewServer(p)
	defer server.Close()
	return sendTo(t, p, strings.ReplaceAll(global, "URL", server.URL), deliveries)
}

func sendTo(t *testing.T, p *postOffice, global string, deliveries int) (told, logged string) {
	t.Helper()
	feeds, errs := feedsOf(t, global)
	if errs != "" {
		t.Fatal(errs)
	}
	var mu sync.Mutex
	keep := func(to *string) func(int, string) {
		return func(severity int, line string) {
			mu.Lock()
			defer mu.Unlock()
			*to += fmt.Sprintf("%d %s\n", severity, line)
		}
	}
	f, err := New(nil, feeds, Options{Walk: newRows().walk, Instance: "gw:1", Tell: keep(&told), Log: keep(&logged)})
	if err != nil {
		t.Fatal(err)
	}
	f.Start()
	await(t, "deliveries", func() bool { return p.count() >= deliveries })
	f.Close()
	mu.Lock()
	defer mu.Unlock()
	return told, logged
}

func TestSendsData(t *testing.T) {
	p := &postOffice{}
	told, logged := send(t, p, `
  module-path /opt/hapee-2.4/modules
  module-load hapee-lb-send-metrics.so
  send-metrics-url post URL/v1/feed xdelay 100ms 0 1s 1s timeout 10s retries 3 log
  send-metrics-header 'X-Key: k-%rt' 'X-Host: %H'
  send-metrics-content-type application/json
  send-metrics-data '{ "host": "%H",  "date": "%T", "connections": "%ac", "seq": %rt }'
`, 2)
	for i := range 2 {
		r := p.got[i]
		want := regexp.MustCompile(fmt.Sprintf(`^\{ "host": "[^"]+",  "date": "[^"]+ \+0000", "connections": "0", "seq": %d \}$`, i+1))
		if r.Method != "POST" || r.URL.Path != "/v1/feed" || !want.MatchString(p.bodies[i]) {
			t.Errorf("%s %s with %s", r.Method, r.URL, p.bodies[i])
		}
		h := r.Header
		if h.Get("Content-Type") != "application/json" || h.Get("X-Key") != fmt.Sprintf("k-%d", i+1) || h.Get("X-Host") == "" ||
			h.Get("Metergate-Sequence") != fmt.Sprint(i+1) || h.Get("Metergate-Start") == "" {
			t.Errorf("header %v", h)
		}
	}
	if told != "" || !strings.Contains(logged, "6 send-metrics POST http://") || !strings.Contains(logged, "delivery 1 taken: status 200, ") {
		t.Errorf("told %q, logged %q", told, logged)
	}
}

// The default delays are long: what comes at once comes because the gateway stops.
func TestSendsOnceMoreAtTheEnd(t *testing.T) {
	p := &postOffice{}
	send(t, p, "send-metrics-url PUT URL xdelay 1h 1h 1s 1s\nsend-metrics-data x", 0)
	if p.count() != 1 || p.bodies[0] != "x" || p.got[0].Method != "PUT" {
		t.Errorf("%d deliveries, %v", p.count(), p.bodies)
	}
}

func TestRetriesAndGivesUp(t *testing.T) {
	p := &postOffice{answers: []int{503, 400, 503, 503, 503}}
	told, logged := send(t, p, "send-metrics-url POST URL xdelay 100ms 0 1s 10ms retries 1 log dontlog-normal\nsend-metrics-data %rt", 6)
	if got := strings.Join(p.bodies[:6], " "); got != "1 1 2 2 3 3" {
		t.Errorf("bodies %s", got)
	}
	for _, want := range []string{"delivery 1 to POST http://", "is given up: ", "are taken again"} {
		if strings.Count(told, want) != 1 {
			t.Errorf("%q is not told once:\n%s", want, told)
		}
	}
	if strings.Count(logged, "given up after 2 attempts") != 2 || strings.Contains(logged, "taken: status") {
		t.Errorf("logged %s", logged)
	}
}

func TestSendsByGetAndCompressed(t *testing.T) {
	p := &postOffice{}
	send(t, p, `
  send-metrics-header 'X-All: 1'
  send-metrics-data 'for %[hostname,length]'
  send-metrics-url GET URL/get xdelay 1h 1h 1s 1s
  send-metrics-header 'X-Own: %rt'
  send-metrics-url POST URL/zip xdelay 1h 1h 1s 1s gzip
`, 0)
	await(t, "both", func() bool { return p.count() == 2 })
	for i, r := range p.got {
		switch {
		case r.Header.Get("X-All") != "1":
			t.Errorf("%s: header %v", r.URL, r.Header)
		case r.Method == "GET" && (p.bodies[i] != "" || r.Header.Get("X-Own") != "1"):
			t.Errorf("GET with %q, %v", p.bodies[i], r.Header)
		case r.Method == "POST":
			z, err := gzip.NewReader(strings.NewReader(p.bodies[i]))
			if err != nil {
				t.Fatal(err)
			}
			if text, err := io.ReadAll(z); err != nil || !strings.HasPrefix(string(text), "for ") || r.Header.Get("Content-Encoding") != "gzip" || r.Header.Get("X-Own") != "" {
				t.Errorf("%q, %v, %v", text, err, r.Header)
			}
		}
	}
}

// A receiver whose certificate is signed by nobody known is not sent to; with its authority it is, and the client's
// certificate is shown.
func TestSendsEncrypted(t *testing.T) {
	p := &postOffice{}
	server := httptest.NewUnstartedServer(p)
	server.Config.ErrorLog = nil
	server.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	server.StartTLS()
	defer server.Close()
	dir := t.TempDir()
	ca := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	line := "send-metrics-url POST " + strings.Replace(server.URL, "https:", "http:", 1) + " xdelay 1h 1h 1s 1s retries 0 ssl sni example.com "
	told, _ := sendTo(t, p, line+"\nsend-metrics-data x", 0)
	if p.count() != 0 || !strings.Contains(told, "certificate") {
		t.Errorf("%d deliveries, told %q", p.count(), told)
	}
	sendTo(t, p, line+"verify required ca-file "+ca+"\nsend-metrics-data x", 0)
	key, err := x509.MarshalPKCS8PrivateKey(server.TLS.Certificates[0].PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(dir, "own.pem")
	pair := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.TLS.Certificates[0].Certificate[0]})
	if err := os.WriteFile(own, append(pair, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...), 0o600); err != nil {
		t.Fatal(err)
	}
	sendTo(t, p, line+"ca-file "+ca+" crt "+own+"\nsend-metrics-data x", 0)
	if p.count() != 2 || len(p.got[0].TLS.PeerCertificates) != 0 || len(p.got[1].TLS.PeerCertificates) != 1 {
		t.Errorf("%d deliveries with the authority, and not the certificates that were to be shown", p.count())
	}
}

func TestFeedErrors(t *testing.T) {
	dir := t.TempDir()
	file := func(text string) string {
		name := filepath.Join(dir, fmt.Sprintf("t%d.tmpl", len(text)))
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	const url = "send-metrics-url POST http://h/ "
	for _, tc := range []struct{ global, want string }{
		{"send-metrics-url", `2\] : 'send-metrics-url' expects POST, PUT or GET`},
		{"send-metrics-url DELETE http://h/", `expects POST, PUT or GET, not 'DELETE'`},
		{"send-metrics-url POST h/", `expects a URL that begins with http`},
		{url + "dealy 5s", `knows no parameter 'dealy'`},
		{url + "delay", `expects an integer`},
		{url + "delay 1ms", `must be 100ms or more`},
		{url + "xdelay 1m 5s", `expects an integer`},
		{url + "retries -1", `must be between 0 and 1000`},
		{url + "ca-file /nowhere", `'ca-file' is of no use without 'ssl'`},
		{url + "ssl ca-file /nowhere", `cannot read the ca-file`},
		{url, `has nothing to send`},
		{url + "\nsend-metrics-data %ci", `3\] : .*'ci' may not be used here`},
		{url + "\nsend-metrics-data %[src]", `3\] : `},
		{url + "\nsend-metrics-data x\nsend-metrics-header 'A: %[path]'", `4\] : .*header field 'A'`},
		{url + "\nsend-metrics-header 'A'", `expects '<name>: <value>'`},
		{url + "\nsend-metrics-header 'A b: c'", `'A b' is no name`},
		{url + "\nsend-metrics-header 'Content-Length: 5'", `cannot be set`},
		{url + "\nsend-metrics-template /nowhere", `3\] : .*cannot read the template`},
		{url + "\nsend-metrics-template " + file("{{.Nope}}"), `3\] : .*t9.tmpl:1:2: .*Nope`},
		{url + "\nsend-metrics-template " + file("\n{{range .Servers}}{{.Get `nope`}}{{end}}"), `there is no column 'nope'`},
		{url + "\nsend-metrics-template " + file("{{.Process.Get `nope`}}"), `there is no line of show info 'nope'`},
		{url + "\nsend-metrics-template " + file("{{"), `unclosed action`},
		{url + "\nsend-metrics-template " + file("x") + "\nsend-metrics-data x", `both data and a template`},
		{"send-metrics-url GET http://h/\nsend-metrics-data x", `with GET sends no data`},
		{"module-load hapee-lb-waf.so", `there is no module 'hapee-lb-waf.so'`},
	} {
		if _, errs := feedsOf(t, tc.global+"\n"); !regexp.MustCompile(tc.want).MatchString(errs) {
			t.Errorf("%s\ngot  %s\nwant %s", tc.global, errs, tc.want)
		}
	}
}

// Deltas go back to the last delivery that was taken, whatever was tried in between.
func TestTemplate(t *testing.T) {
	name := filepath.Join(t.TempDir(), "page.tmpl")
	text := "{{range $i, $s := .Servers `be` `!x*`}}{{if $i}},{{end}}{{json .Name}}:{{.Get `stot`}}+{{.Delta `stot`}}{{end}}" +
		" {{len .Proxies}} {{range .Frontends}}{{.Proxy}}{{end}} {{match `b*` `be`}} p{{(index .Servers 0).Percentile `ttime` 99.0}}" +
		" {{.Sequence}} {{.Instance}}"
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	feeds, errs := feedsOf(t, "send-metrics-url POST http://h/\nsend-metrics-template "+name)
	if errs != "" {
		t.Fatal(errs)
	}
	r := newRows()
	f := newFeed(feeds[0], &Options{Walk: r.walk, Instance: "gw:1", Permit: func(f func()) { f() }}).feed
	s1 := r.all[1].(*trial)
	for i, step := range []struct {
		add   uint64
		taken bool
		want  string
	}{
		{5, true, `"s1":5+5,"s2":0+0 2 fe true p 1 gw:1`},
		{2, false, `"s1":7+2,"s2":0+0 2 fe true p 2 gw:1`},
		{1, true, `"s1":8+3,"s2":0+0 2 fe true p 3 gw:1`},
		{0, true, `"s1":8+0,"s2":0+0 2 fe true p 4 gw:1`},
	} {
		s1.set.Restore(metric.Saved{"stot": {step.add}})
		p, err := f.pack()
		if err != nil {
			t.Fatal(err)
		}
		if string(p.body) != step.want {
			t.Errorf("step %d: %s, want %s", i, p.body, step.want)
		}
		if step.taken {
			f.taken(p, 200, 1, 0)
		}
	}
}

func TestDistributionSince(t *testing.T) {
	h := columnsByName().distributions["ttime"]
	set := metric.NewSet(metric.KindServer, 1)
	read := func() *metric.Distribution {
		d := &metric.Distribution{}
		h.Read(set, d)
		return d
	}
	for range 100 {
		h.Record(set, 0, int64(time.Second))
	}
	before := read()
	for range 10 {
		h.Record(set, 0, int64(time.Millisecond))
	}
	d := since(read(), before)
	if got, err := percentile(h, d, 99); d.Count != 10 || err != nil || got.(decimal) < 0.9 || got.(decimal) > 1.1 {
		t.Errorf("%d values, p99 %v ms, %v", d.Count, got, err)
	}
	if _, err := percentile(h, d, 101); err == nil {
		t.Error("there is a percentile 101")
	}
	set.Clear(true)
	if d := since(read(), before); d.Count != 0 {
		t.Errorf("%d values behind a clearing", d.Count)
	}
}

func TestDecimal(t *testing.T) {
	for n, want := range map[decimal]string{0: "0", 1.5: "1.5", 1234567: "1234567", 0.0004: "0", -2.25: "-2.25", 100: "100"} {
		if n.String() != want {
			t.Errorf("%s, want %s", n, want)
		}
	}
}

// What is asked for on the command line of the Runtime API names the feeds too.
func TestShowsFeeds(t *testing.T) {
	feeds, errs := feedsOf(t, "send-metrics-data x\nsend-metrics-url POST http://u:secret@h/\nsend-metrics-url PUT http://h/")
	if errs != "" {
		t.Fatal(errs)
	}
	f, err := New(nil, feeds, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.ShowForward(&out, ""); err != nil {
		t.Fatal(err)
	}
	if err := f.ShowForward(&out, "send-metrics"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\nsend-metrics    send-metrics  new", "\nsend-metrics-2  send-metrics  new", "At most once"} {
		if !strings.Contains(out.String(), want) || strings.Contains(out.String(), "secret") {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	if len(f.MetricRows()) != 2 {
		t.Errorf("%d rows", len(f.MetricRows()))
	}
}

func FuzzSendLine(f *testing.F) {
	f.Add("POST http://h/ xdelay 1m 5s 1s 1s timeout 100ms retries 3 log")
	f.Add("get https://h:1/x delay 5s dontlog-normal gzip verify none sni a")
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\n\r\x00") {
			return
		}
		file, d := conf.Load([]conf.Source{{Name: "f", Text: []byte("global\nsend-metrics-url " + line + "\n")}}, conf.NewEnv(nil))
		for _, l := range dirSendURL.All(file.Global.Bag) {
			if !d.Failed() && (l.Value.every < 100*time.Millisecond || l.Value.url.Host == "" || l.Value.retries > maxRetries) {
				t.Errorf("%q is %+v", line, l.Value)
			}
		}
	})
}
