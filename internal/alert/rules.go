package alert

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/rules"

	"metergate/internal/history"
)

// Rules evaluate what the configuration asks for, from Start to Close.
type Rules struct {
	c         *Config
	h         *history.Store
	manager   *rules.Manager
	source    string // where alerts come from, as a URL
	notifiers []*notifier
	ask       rules.QueryFunc
	ctx       context.Context
	cancel    context.CancelFunc
	ended     sync.WaitGroup

	mu      sync.Mutex // guards what follows
	firing  map[uint64]bool
	running bool // the engine, until Close stops it
	closed  bool
}

// Options are what Rules need of the rest of the program.
type Options struct {
	// History is what rules are evaluated on.
	History *history.Store
	// Permit runs a query when there is a processor for it, and waits for its end. nil runs it at once.
	Permit func(f func())
	// Tell tells the operator of notifiers that fail, with a syslog level.
	Tell func(severity int, line string)
	// Instance is the host and port of the gateway.
	Instance string
}

// Times of the engine: how long alerts of a former process count as having been true, and how often a firing alert is
// sent again.
const (
	outageTolerance = time.Hour
	forGrace        = 10 * time.Minute
	resendDelay     = time.Minute
	defaultInterval = 15 * time.Second
)

// New returns the rules of a configuration. Nothing is evaluated yet.
func New(c *Config, o Options) (*Rules, error) {
	if o.Permit == nil {
		o.Permit = func(f func()) { f() }
	}
	r := &Rules{c: c, h: o.History, source: "http://" + o.Instance + "/api/v1/query", firing: map[uint64]bool{}}
	for _, d := range c.notifiers {
		r.notifiers = append(r.notifiers, newNotifier(d, o.Tell))
	}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	ask := rules.EngineQueryFunc(o.History.Engine(), o.History)
	r.ask = func(ctx context.Context, q string, t time.Time) (v promql.Vector, err error) {
		o.Permit(func() { v, err = ask(ctx, q, t) })
		return v, err
	}
	r.manager = rules.NewManager(&rules.ManagerOptions{
		Context: r.ctx, Appendable: o.History, Queryable: o.History, QueryFunc: r.ask, NotifyFunc: r.notify, GroupLoader: loader{c},
		Logger: slog.New(slog.DiscardHandler), Parser: newParser(),
		OutageTolerance: outageTolerance, ForGracePeriod: forGrace, ResendDelay: resendDelay,
	})
	var names []string
	for _, f := range c.files {
		names = append(names, f.name)
	}
	if err := r.manager.Update(defaultInterval, names, labels.EmptyLabels(), "", rules.DefaultEvalIterationFunc); err != nil {
		r.cancel()
		return nil, fmt.Errorf("cannot load the rules: %w", err)
	}
	return r, nil
}

// A loader gives the engine the files that were read with the configuration.
type loader struct{ c *Config }

// Load returns the groups of a file.
func (l loader) Load(name string, _ bool, _ model.ValidationScheme) (*rulefmt.RuleGroups, []error) {
	for _, f := range l.c.files {
		if f.name == name {
			return f.groups, nil
		}
	}
	return nil, []error{fmt.Errorf("there is no file %s", name)}
}

// Parse reads an expression.
func (l loader) Parse(query string) (parser.Expr, error) { return newParser().ParseExpr(query) }

// Start begins to evaluate, once the history can be read: before, an alert that was firing could not be known.
func (r *Rules) Start() {
	for _, n := range r.notifiers {
		r.ended.Go(n.run)
	}
	r.ended.Go(func() {
		if r.h.WaitReady(r.ctx) {
			r.recall()
			r.run()
		}
	})
}

// run evaluates until Close, unless that was called already.
func (r *Rules) run() {
	r.mu.Lock()
	r.running = !r.closed
	running := r.running
	r.mu.Unlock()
	if running {
		r.manager.Run()
	}
}

// recall finds what fired when a former process ended: that is no news.
func (r *Rules) recall() {
	v, err := r.ask(r.ctx, `ALERTS{alertstate="firing"}`, time.Now())
	if err != nil {
		return // then it is news once more
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range v {
		b := labels.NewBuilder(v[i].Metric)
		r.firing[b.Del(model.MetricNameLabel, "alertstate").Labels().Hash()] = true
	}
}

// Close ends the evaluation; the history is still open. What notifiers have not sent by then is given up.
func (r *Rules) Close() {
	r.cancel()
	r.mu.Lock()
	r.closed = true
	running := r.running
	r.mu.Unlock()
	if running {
		r.manager.Stop()
	}
	for _, n := range r.notifiers {
		n.stop()
	}
	r.ended.Wait()
}

// notify takes the alerts of a rule that are new, still true, or no longer true.
func (r *Rules) notify(_ context.Context, expr string, alerts ...*rules.Alert) {
	var changed []Alert
	for _, a := range alerts {
		n := alertOf(a, r.source)
		news := r.changed(a.Labels.Hash(), n.Resolved())
		if news {
			r.h.Events.Add(n.event())
		}
		n.News = news
		changed = append(changed, n)
	}
	for _, n := range r.notifiers {
		n.add(changed)
	}
}

// changed keeps that an alert fires or does not, and reports whether that is news.
func (r *Rules) changed(id uint64, resolved bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	was := r.firing[id]
	if resolved {
		delete(r.firing, id)
	} else {
		r.firing[id] = true
	}
	return was == resolved
}
