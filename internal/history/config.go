package history

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/prometheus/common/model"

	"metergate/internal/conf"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "history", In: conf.History, Name: conf.NoName,
		Help: "Keeps all metrics over time, in a directory on this machine, for the service prometheus-api, rules and alerts.",
	})
}

// What a section history says.
var (
	dirPath = conf.Scalar(conf.Spec{
		Name: "path", In: conf.History, Usage: "path <directory>",
		Help: "Where the history is kept; made when it is not there. With chroot it must lie below that directory.",
	}, conf.Text("a directory"))
	dirInterval = conf.Scalar(conf.Spec{
		Name: "interval", In: conf.History, Usage: "interval <time>",
		Help: "The time between two readings of all metrics, from 100ms to 2m; 5s when absent. A number without a unit counts in ms.",
	}, parseInterval)
	dirRetention = conf.Scalar(conf.Spec{
		Name: "retention", In: conf.History, Usage: "retention <time>",
		Help: "How long readings are kept, as 12h, 15d or 1y, at least 2h; 15d when absent.",
	}, parseRetention)
	dirMaxSize = conf.Scalar(conf.Spec{
		Name: "max-size", In: conf.History, Usage: "max-size <size>",
		Help: "Bounds the finished blocks on disk: the oldest go first. What the last hours need comes on top. 0, the default, is no bound.",
	}, conf.Bytes)
	dirLabel = conf.List(conf.Spec{
		Name: "label", In: conf.History, Usage: "label <name> <value>",
		Help: "A label of all series. job is haproxy when absent, instance the host's name with the port of the first listener.",
	}, parseLabel)
	dirMaxSamples = conf.Scalar(conf.Spec{
		Name: "query-max-samples", In: conf.History, Usage: "query-max-samples <number>",
		Help: "The samples of 16 bytes that one query may hold in memory; 5000000 when absent.",
	}, conf.Int(1, math.MaxInt32))
	dirQueryTimeout = conf.Scalar(conf.Spec{
		Name: "query-timeout", In: conf.History, Usage: "query-timeout <time>",
		Help: "How long one query may take; 30s when absent.",
	}, conf.Time(time.Millisecond))
	dirMaxRange = conf.Scalar(conf.Spec{
		Name: "query-max-range", In: conf.History, Usage: "query-max-range <time>",
		Help: "The longest time from start to end of one query, as 12h or 31d; no bound when absent.",
	}, parseRange)
	dirMaxResponse = conf.Scalar(conf.Spec{
		Name: "query-max-response", In: conf.History, Usage: "query-max-response <size>",
		Help: "The longest answer to one query; 64m when absent.",
	}, conf.Bytes)
)

// A Label is a name with its value.
type Label struct{ Name, Value string }

// Config is what a section history says.
type Config struct {
	// Path is the directory, as the files name it.
	Path string
	// Interval is the time between two ticks, Retention how long they are kept.
	Interval, Retention time.Duration
	// MaxSize bounds the blocks on disk in bytes; 0 is no bound.
	MaxSize int64
	// Labels are those of all series, job and instance not among them unless they were given.
	Labels []Label
	// Limits are those of questions.
	Limits Limits
	// Bag is the section itself, for what packages above read from it.
	Bag *conf.Bag
	// Pos is the line of the section.
	Pos conf.Pos
}

// Limits bound what one question may cost.
type Limits struct {
	Samples  int           // in memory at a time
	Time     time.Duration // until the answer is known
	Range    time.Duration // from start to end; 0 is no bound
	Response int64         // bytes
}

// DefaultLimits are those of a section that says nothing else.
func DefaultLimits() Limits {
	return Limits{Samples: 5_000_000, Time: 30 * time.Second, Response: 64 << 20}
}

const (
	defaultInterval  = 5 * time.Second
	defaultRetention = 15 * 24 * time.Hour
	// minRetention is the least time that a block of the database covers.
	minRetention = 2 * time.Hour
)

// Compile reads the section history of a file. It returns nil when there is none, or a message in d says what is wrong.
func Compile(f *conf.File, d *conf.Diagnostics) *Config {
	var c *Config
	for s := range f.Each("history") {
		if c != nil {
			d.Add(conf.Message{Level: conf.Alert, Shape: conf.Loose, Pos: s.Pos, Text: fmt.Sprintf("there is a section 'history' at %s already.", c.Pos)})
			return nil
		}
		limits := DefaultLimits()
		c = &Config{
			Path: dirPath.Or(s.Bag, ""), Interval: dirInterval.Or(s.Bag, defaultInterval), Retention: dirRetention.Or(s.Bag, defaultRetention),
			MaxSize: dirMaxSize.Or(s.Bag, 0), Bag: s.Bag, Pos: s.Pos,
			Limits: Limits{
				Samples: int(dirMaxSamples.Or(s.Bag, int64(limits.Samples))), Time: dirQueryTimeout.Or(s.Bag, limits.Time),
				Range: dirMaxRange.Or(s.Bag, 0), Response: dirMaxResponse.Or(s.Bag, limits.Response),
			},
		}
		for _, l := range dirLabel.All(s.Bag) {
			c.Labels = append(c.Labels, l.Value)
		}
		if c.Path == "" {
			d.Add(conf.Message{Level: conf.Alert, Shape: conf.Loose, Pos: s.Pos, Text: "section 'history' needs a 'path <directory>'."})
			return nil
		}
	}
	return c
}

func parseInterval(a *conf.Args) (time.Duration, error) {
	d, err := a.Duration(time.Millisecond)
	if err == nil && (d < 100*time.Millisecond || d > 2*time.Minute) {
		err = errors.New("'interval' must be from 100ms to 2m.")
	}
	return d, err
}

func parseRetention(a *conf.Args) (time.Duration, error) {
	d, err := parseRange(a)
	if err == nil && d < minRetention {
		err = errors.New("'retention' must be at least 2h.")
	}
	return d, err
}

// parseRange reads a time that may be longer than the timers of the language can hold.
func parseRange(a *conf.Args) (time.Duration, error) {
	text, err := a.Text("a time")
	if err != nil {
		return 0, err
	}
	d, err := ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("'%s' expects a time such as 12h, 15d or 1y, not '%s'.", a.Name(), text)
	}
	return d, nil
}

// ParseDuration reads a time in Prometheus's form, such as 1h30m or 15d.
func ParseDuration(text string) (time.Duration, error) {
	d, err := model.ParseDuration(text)
	return time.Duration(d), err
}

// ownLabels are labels that the metrics have themselves.
var ownLabels = []string{"proxy", "server", "listener", "operation", "consumer", "state", "code", "mod", "desc", "le"}

func parseLabel(a *conf.Args) (Label, error) {
	name, err := a.Text("a name")
	if err != nil {
		return Label{}, err
	}
	switch {
	case !model.LegacyValidation.IsValidLabelName(name) || len(name) > 2 && name[:2] == "__":
		return Label{}, fmt.Errorf("'label' : '%s' is no name of a label.", name)
	case slices.Contains(ownLabels, name):
		return Label{}, fmt.Errorf("'label' : metrics have a label '%s' of their own.", name)
	}
	value, err := a.Text("a value")
	return Label{name, value}, err
}

// FormatDuration writes a time in Prometheus's form.
func FormatDuration(d time.Duration) string { return model.Duration(d).String() }
