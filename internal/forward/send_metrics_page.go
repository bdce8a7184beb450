package forward

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"time"

	"metergate/internal/metric"
)

// A page is what a template of send-metrics sees: all metrics at one moment.
type page struct {
	// Sequence is the number of the delivery, Start when the process began to serve, Now when the metrics are read.
	Sequence   uint64
	Start, Now time.Time
	// Seconds is how long before Now the last delivery was read that was taken, or the process began to serve.
	Seconds float64
	// Instance names the gateway as a scraper would.
	Instance string
	// Process is the row of the whole process, with the columns of `show info`.
	Process *row

	rows []*row
	view *metric.View
	last memory
	read memory // what becomes the last one
}

// Rows returns the rows of a kind (frontend, backend, server, listener, operation, consumer), those of the proxies that one
// of the patterns matches and none behind a ! does.
func (p *page) Rows(kind string, patterns ...string) (some []*row, err error) {
	wanted, err := globsOf(patterns)
	for _, r := range p.rows {
		if r.Kind() == kind && wanted.match(r.Proxy()) {
			some = append(some, r)
		}
	}
	return some, err
}

// Frontends are the rows of frontends, with patterns as Rows has them.
func (p *page) Frontends(patterns ...string) ([]*row, error) { return p.Rows("frontend", patterns...) }

// Backends are the rows of backends.
func (p *page) Backends(patterns ...string) ([]*row, error) { return p.Rows("backend", patterns...) }

// Servers are the rows of servers.
func (p *page) Servers(patterns ...string) ([]*row, error) { return p.Rows("server", patterns...) }

// Proxies are the rows of frontends and backends, in the order of `show stat`.
func (p *page) Proxies(patterns ...string) (some []*row, err error) {
	wanted, err := globsOf(patterns)
	for _, r := range p.rows {
		if metric.Sides.Has(r.object.MetricKind()) && wanted.match(r.Proxy()) {
			some = append(some, r)
		}
	}
	return some, err
}

// globsOf reads patterns as section metrics-forward has them.
func globsOf(patterns []string) (all globs, err error) {
	for _, p := range patterns {
		g := glob{}
		g.pattern, g.not = strings.CutPrefix(p, "!")
		if _, err := filepath.Match(g.pattern, ""); err != nil {
			return nil, fmt.Errorf("'%s' is no pattern", p)
		}
		all = append(all, g)
	}
	return all, nil
}

// pageFunctions are what templates can call besides what the language has.
var pageFunctions = template.FuncMap{
	"json": func(v any) (string, error) {
		text, err := json.Marshal(v)
		return string(text), err
	},
	"match": func(pattern, name string) (bool, error) {
		all, err := globsOf([]string{pattern})
		return all.match(name), err
	},
}

// readPage reads a template and tries it on a gateway that has one row of each kind.
func readPage(file string) (*template.Template, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the template: %w", err)
	}
	t, err := template.New(filepath.Base(file)).Funcs(pageFunctions).Parse(string(text))
	if err == nil {
		err = t.Execute(io.Discard, trialPage())
	}
	if err != nil {
		return nil, fmt.Errorf("cannot use %s: %w", file, err)
	}
	return t, nil
}

// trialPage is what templates are tried on.
func trialPage() *page {
	p := &page{Now: time.Now(), view: &metric.View{}, read: memory{}}
	p.Process = p.row(trialObject(metric.KindProcess))
	for _, k := range []metric.Kind{metric.KindFrontend, metric.KindListener, metric.KindServer, metric.KindBackend} {
		p.rows = append(p.rows, p.row(trialObject(k)))
	}
	return p
}

// A trial is an object of a kind without any values but those of counters, which are 0.
type trial struct {
	kind  metric.Kind
	set   *metric.Set
	ident metric.Ident
}

func trialObject(k metric.Kind) *trial {
	return &trial{k, metric.NewSet(k, 1), metric.Ident{Proxy: "trial", Name: "trial"}}
}

// MetricKind is the kind it stands for.
func (t *trial) MetricKind() metric.Kind { return t.kind }

// MetricSet returns counters that are 0.
func (t *trial) MetricSet() *metric.Set { return t.set }

// MetricIdent returns a name that is none.
func (t *trial) MetricIdent() *metric.Ident { return &t.ident }

// render makes the text of a delivery.
func (f *feed) render() (text []byte, state memory, err error) {
	w := f.o.Walk()
	p := &page{
		Sequence: f.number, Start: f.c.begun(), Now: time.Now(), Instance: f.o.Instance,
		view: w.View, last: f.state, read: memory{},
	}
	since := p.last.at
	if since.IsZero() {
		since = p.Start
	}
	p.Seconds, p.read.at = p.Now.Sub(since).Seconds(), p.Now
	p.Process = p.row(w.Process)
	for o := range w.Rows {
		p.rows = append(p.rows, p.row(o))
	}
	var out bounded
	if err := f.c.page.Execute(&out, p); err != nil {
		return nil, memory{}, fmt.Errorf("cannot make the text: %w", err)
	}
	p.keep()
	return out.Bytes(), p.read, nil
}

// A bounded is the text of a template, which ends in an error where it becomes too long.
type bounded struct{ bytes.Buffer }

// errLong says that a template makes too much.
var errLong = errors.New("the template makes more than 64 MB")

// maxPage bounds the text of a template.
const maxPage = 64 << 20

// Write takes text.
func (b *bounded) Write(text []byte) (int, error) {
	if b.Len()+len(text) > maxPage {
		return 0, errLong
	}
	return b.Buffer.Write(text)
}
