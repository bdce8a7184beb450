package alert

import (
	"errors"
	"fmt"
	"net/url"

	"metergate/internal/conf"
	"metergate/internal/history"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "notifiers", In: conf.Alerts, Name: conf.MustName,
		Help: "Where alerts are sent to, for `notify` in section history.",
	})
}

// What section history says of rules, and section notifiers of where alerts go.
var (
	dirRulesFile = conf.List(conf.Spec{
		Name: "rules-file", In: conf.History, Usage: "rules-file <file>",
		Help: "A file of Prometheus alerting and recording rules, evaluated on the history.",
	}, conf.Text("a file"))
	dirDefaultRules = conf.Scalar(conf.Spec{
		Name: "default-rules", In: conf.History, Usage: "default-rules { on | off }",
		Help: "Whether the rules that come with the program are evaluated too; on when absent.",
	}, conf.OnOff)
	dirNotify = conf.List(conf.Spec{
		Name: "notify", In: conf.History, Usage: "notify <name>",
		Help: "Sends alerts to the notifiers of that section.",
	}, conf.Text("a section 'notifiers'"))
	dirAlertmanager = conf.List(conf.Spec{
		Name: "alertmanager", In: conf.Alerts, Usage: "alertmanager <url>",
		Help: "Sends alerts to an Alertmanager, by version 2 of its API; the URL is what stands before /api/v2.",
	}, parseURL)
	dirWebhook = conf.List(conf.Spec{
		Name: "webhook", In: conf.Alerts, Usage: "webhook <url> [template <file>]",
		Help: "Posts each change of alerts as JSON in the form of Alertmanager's webhooks, or as the template (of Go's text/template) makes it.",
	}, parseWebhook)
)

// Config is what the configuration says of rules and notifiers.
type Config struct {
	files     []*ruleFile
	notifiers []destination
	slos      []*SLO
}

// Compile reads what belongs to the history h. It returns nil when there is nothing to evaluate, or a message in d says
// what is wrong.
func Compile(f *conf.File, h *history.Config, d *conf.Diagnostics) *Config {
	c := &Config{slos: compileSLOs(f, d)}
	if h == nil {
		for _, s := range c.slos {
			d.Add(conf.Message{Level: conf.Alert, Shape: conf.Loose, Pos: s.pos, Text: "'slo' needs a section 'history'."})
		}
		return nil
	}
	if dirDefaultRules.Or(h.Bag, true) {
		c.files = append(c.files, defaultRules())
	}
	for _, e := range dirRulesFile.All(h.Bag) {
		if r := readRules(e.Value, e.Pos, d); r != nil {
			c.files = append(c.files, r)
		}
	}
	if len(c.slos) > 0 {
		c.files = append(c.files, sloRules(c.slos))
	}
	for _, e := range dirNotify.All(h.Bag) {
		c.notify(f, e, d)
	}
	if len(c.files) == 0 {
		return nil
	}
	return c
}

// notify adds the notifiers of a section.
func (c *Config) notify(f *conf.File, e conf.Entry[string], d *conf.Diagnostics) {
	s := f.Find("notifiers", e.Value)
	if s == nil {
		d.Add(conf.Message{Level: conf.Alert, Shape: conf.Loose, Pos: e.Pos, Text: fmt.Sprintf("'notify' : there is no section 'notifiers %s'.", e.Value)})
		return
	}
	for _, u := range dirAlertmanager.All(s.Bag) {
		c.notifiers = append(c.notifiers, newAlertmanager(u.Value))
	}
	for _, w := range dirWebhook.All(s.Bag) {
		c.notifiers = append(c.notifiers, w.Value)
	}
}

func parseURL(a *conf.Args) (*url.URL, error) {
	text, err := a.Text("a URL")
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("'%s' expects a URL such as http://127.0.0.1:9093, not '%s'.", a.Name(), text)
	}
	return u, nil
}

func parseWebhook(a *conf.Args) (*webhook, error) {
	u, err := parseURL(a)
	if err != nil || !a.Accept("template") {
		return &webhook{url: u}, err
	}
	file, err := a.Text("a file")
	if err != nil {
		return nil, err
	}
	t, err := readTemplate(file)
	if err != nil {
		return nil, errors.New("'webhook' : " + err.Error() + ".")
	}
	return &webhook{url: u, template: t}, nil
}
