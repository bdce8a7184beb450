package forward

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"metergate/internal/conf"
	"metergate/internal/proxy"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "metrics-forward", In: conf.Push, Name: conf.MustName,
		Help: "Pushes the metrics to one destination at a regular interval.",
	})
}

// What a section metrics-forward says.
var (
	dirTarget = conf.Scalar(conf.Spec{
		Name: "target", In: conf.Push, Usage: "target <kind> <url> [<option>...] [ssl] [verify { required | none }] [ca-file <file>] [crt <file>] [sni <name>]",
		Help: "Where the metrics go to, and in which form. The kinds and their options are described under metrics-forward.",
	}, parseTarget)
	dirInterval = conf.Scalar(conf.Spec{
		Name: "interval", In: conf.Push, Usage: "interval <time>",
		Help: "The time between two readings of all metrics, from 100ms to 1h; 10s when absent.",
	}, parseInterval)
	dirMetrics = conf.List(conf.Spec{
		Name: "metrics", In: conf.Push, Usage: "metrics { <glob> | !<glob> }...",
		Help: "Which metrics are sent, by the names that they have at the destination: those that a pattern matches, without those that one behind a ! matches. All when absent.",
	}, parseGlobs)
	dirProxies = conf.List(conf.Spec{
		Name: "proxies", In: conf.Push, Usage: "proxies { <glob> | !<glob> }...",
		Help: "Of which proxies metrics are sent; those of the process always are. All when absent.",
	}, parseGlobs)
	dirLabel = conf.List(conf.Spec{
		Name: "label", In: conf.Push, Usage: "label <name> <value>",
		Help: "A label of all that is sent: a label, a tag, an attribute or a field, as the destination has it.",
	}, parseLabel)
	dirQueue = conf.Scalar(conf.Spec{
		Name: "queue", In: conf.Push, Usage: "queue <directory> <size>",
		Help: "Where batches wait that cannot be delivered, so that they outlive the process, and how much of the disk they may take. In memory, at most 16m, when absent.",
	}, parseQueue)
	dirAuth = conf.Scalar(conf.Spec{
		Name: "auth", In: conf.Push, Usage: "auth { basic | bearer | apikey } { file@<file> | env@<variable> }",
		Help: "How requests are authenticated: by user:password, by a token, or by an API key of Elasticsearch (id:key, or both encoded), read when the configuration is.",
	}, parseAuth)
	dirTimeout = conf.List(conf.Spec{
		Name: "timeout", In: conf.Push, Usage: "timeout { connect | server } <time>",
		Help: "How long to wait for a connection, 5s when absent, and for an answer, 10s when absent.",
	}, parseTimeout)
)

var dirLogs = conf.Scalar(conf.Spec{
	Name: "logs", In: conf.Push, Usage: "logs { on | off }",
	Help: "Whether the access logs are sent too, as a document for each request that ends on the frontends that `proxies` wants, whatever their `log` lines say. Secrets in targets, cookies and captured header fields are hidden. " +
		"For elasticsearch and kafka, where it is off when absent; loki takes nothing else.",
}, conf.OneOf("on", "off"))

const (
	defaultInterval = 10 * time.Second
	defaultConnect  = 5 * time.Second
	defaultAnswer   = 10 * time.Second
	defaultMemory   = 16 << 20
)

// Config is what one section says.
type Config struct {
	// Name is that of the section.
	Name string
	// Interval is the time between two ticks.
	Interval time.Duration

	target           *target
	metrics, proxies globs
	labels           []label
	queue            queueAt
	logs             bool
	gateway          *proxy.Gateway
}

// A queueAt is where batches wait: a directory, or memory when it is empty, and how many bytes they may take.
type queueAt struct {
	dir  string
	size int64
}

// Compile reads the sections of a file, whose gateway g is. What is wrong is said in d.
func Compile(f *conf.File, g *proxy.Gateway, d *conf.Diagnostics) (all []*Config) {
	dirs := map[string]string{}
	for s := range f.Each("metrics-forward") {
		c, err := compile(s, g)
		if err == nil && c.queue.dir != "" {
			if other := dirs[c.queue.dir]; other != "" {
				err = &lineError{dirQueue.At(s.Bag), fmt.Errorf("'queue' : section 'metrics-forward %s' uses %s already", other, c.queue.dir)}
			}
			dirs[c.queue.dir] = s.Name
		}
		if errors.Is(err, errTold) {
			continue
		}
		if err != nil {
			d.Add(conf.Message{Level: conf.Alert, Shape: conf.Loose, Pos: lineOf(err, s.Pos), Text: fmt.Sprintf("section 'metrics-forward %s' : %v.", s.Name, err)})
			continue
		}
		all = append(all, c)
	}
	return all
}

// lineOf returns the line that an error is about, or otherwise when it does not say.
func lineOf(err error, otherwise conf.Pos) conf.Pos {
	var at *lineError
	if errors.As(err, &at) {
		return at.at
	}
	return otherwise
}

func compile(s *conf.Section, g *proxy.Gateway) (*Config, error) {
	c := &Config{Name: s.Name, Interval: dirInterval.Or(s.Bag, defaultInterval), queue: dirQueue.Or(s.Bag, queueAt{size: defaultMemory}), gateway: g}
	if c.target = dirTarget.Or(s.Bag, nil); c.target == nil {
		return nil, noTarget(s)
	}
	if c.target.kind.once && c.queue.dir != "" {
		return nil, &lineError{dirQueue.At(s.Bag), fmt.Errorf("'queue' is of no use: %s sends everything at most once", c.target.kind.name)}
	}
	for _, g := range dirMetrics.All(s.Bag) {
		c.metrics = append(c.metrics, g.Value...)
	}
	for _, g := range dirProxies.All(s.Bag) {
		c.proxies = append(c.proxies, g.Value...)
	}
	for _, l := range dirLabel.All(s.Bag) {
		c.labels = append(c.labels, l.Value)
	}
	t := c.target
	t.interval, t.labels, t.auth, t.connect, t.answer = c.Interval, c.labels, dirAuth.Or(s.Bag, ""), defaultConnect, defaultAnswer
	for _, e := range dirTimeout.All(s.Bag) {
		switch e.Value.what {
		case "connect":
			t.connect = e.Value.time
		default:
			t.answer = e.Value.time
		}
	}
	for _, e := range dirHTTPHeader.All(s.Bag) {
		h, err := e.Value.compile(g, e.Pos)
		if err != nil {
			return nil, err
		}
		t.header = append(t.header, h)
	}
	if err := c.parseLogs(s); err != nil {
		return nil, err
	}
	if _, err := t.kind.open(t); err != nil {
		return nil, &lineError{dirTarget.At(s.Bag), err}
	}
	return c, nil
}

// errTold says that what is wrong with a section was said where its line was read.
var errTold = errors.New("it was said already")

// noTarget says why a section has no target.
func noTarget(s *conf.Section) error {
	if slices.ContainsFunc(s.Lines, func(l conf.Line) bool { return l.Words[0].Text == dirTarget.Name() }) {
		return errTold
	}
	return errors.New("needs a 'target <kind> <url>'")
}

// parseLogs reads whether access logs are sent.
func (c *Config) parseLogs(s *conf.Section) error {
	word, said := dirLogs.Get(s.Bag)
	c.logs = word == "on"
	switch k := c.target.kind; {
	case k.logs == logsNever && c.logs:
		return fmt.Errorf("'logs' : %s takes metrics only", k.name)
	case k.logs == logsOnly && (said && !c.logs || len(c.metrics) > 0):
		return fmt.Errorf("'logs off' and 'metrics' are of no use: %s takes logs only", k.name)
	case k.logs == logsOnly:
		c.logs = true
	}
	c.target.logs = c.logs
	return nil
}

func parseInterval(a *conf.Args) (time.Duration, error) {
	d, err := a.Duration(time.Millisecond)
	if err == nil && (d < 100*time.Millisecond || d > time.Hour) {
		err = errors.New("'interval' must be from 100ms to 1h.")
	}
	return d, err
}

func parseLabel(a *conf.Args) (l label, err error) {
	if l.name, err = a.Text("a name"); err == nil {
		l.value, err = a.Text("a value")
	}
	return l, err
}

func parseQueue(a *conf.Args) (q queueAt, err error) {
	if q.dir, err = a.Text("a directory"); err != nil {
		return q, err
	}
	if q.size, err = a.Size(); err == nil && q.size < 1<<20 {
		err = errors.New("'queue' needs at least 1m.")
	}
	return q, err
}

type timeout struct {
	what string
	time time.Duration
}

func parseTimeout(a *conf.Args) (t timeout, err error) {
	if t.what, err = conf.OneOf("connect", "server")(a); err == nil {
		t.time, err = a.Duration(time.Millisecond)
	}
	return t, err
}
