package alert

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/rules"
)

// ShowAlerts writes the alerts that are pending or firing, for a terminal. What came from outside is encoded.
func (r *Rules) ShowAlerts(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "# state\tsince\tvalue\tname\tlabels\tsummary")
	for _, rule := range r.manager.AlertingRules() {
		for _, a := range rule.ActiveAlerts() {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", a.State, a.ActiveAt.UTC().Format(time.RFC3339), number(a.Value),
				rule.Name(), strconv.QuoteToASCII(a.Labels.DropReserved(isName).String()), strconv.QuoteToASCII(a.Annotations.Get("summary")))
		}
	}
	return t.Flush()
}

func isName(name string) bool { return name == labels.AlertName }

func number(f float64) string { return strconv.FormatFloat(f, 'g', 5, 64) }

// ShowSLOs writes the objectives with their budgets, for a terminal. A value that is not known yet is empty.
func (r *Rules) ShowSLOs(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "# proxy/slo objective\tbudget_left\tburn_5m\tburn_1h\tburn_6h\tburn_1d\tburn_3d")
	for _, s := range r.c.slos {
		of := func(name, more string) string {
			return r.latest(fmt.Sprintf("%s{slo=%s,proxy=%s%s}", name, quoted(s.Name), quoted(s.Proxy), more))
		}
		fmt.Fprintf(t, "%s\t%s", strconv.QuoteToASCII(s.String()), of(seriesBudget, ""))
		for _, window := range []string{"5m", "1h", "6h", "1d", "3d"} {
			fmt.Fprintf(t, "\t%s", of(seriesBurn, `,window="`+window+`"`))
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// latest returns the value of a series now, empty when there is none.
func (r *Rules) latest(selector string) string {
	v, err := r.ask(context.Background(), selector, time.Now())
	if err != nil || len(v) == 0 {
		return ""
	}
	return number(v[0].F)
}

// WriteAlerts writes the alerts in the form of Prometheus's API.
func (r *Rules) WriteAlerts(w io.Writer) error {
	all := []apiAlert{}
	for _, rule := range r.manager.AlertingRules() {
		all = append(all, alertsOf(rule)...)
	}
	return json.NewEncoder(w).Encode(struct {
		Alerts []apiAlert `json:"alerts"`
	}{all})
}

type apiAlert struct {
	Labels      labels.Labels `json:"labels"`
	Annotations labels.Labels `json:"annotations"`
	State       string        `json:"state"`
	ActiveAt    time.Time     `json:"activeAt"`
	Value       string        `json:"value"`
}

func alertsOf(rule *rules.AlertingRule) []apiAlert {
	all := []apiAlert{}
	for _, a := range rule.ActiveAlerts() {
		all = append(all, apiAlert{a.Labels, a.Annotations, a.State.String(), a.ActiveAt, strconv.FormatFloat(a.Value, 'e', -1, 64)})
	}
	return all
}

type apiGroup struct {
	Name           string    `json:"name"`
	File           string    `json:"file"`
	Rules          []apiRule `json:"rules"`
	Interval       float64   `json:"interval"`
	Limit          int       `json:"limit"`
	EvaluationTime float64   `json:"evaluationTime"`
	LastEvaluation time.Time `json:"lastEvaluation"`
}

type apiRule struct {
	State          string         `json:"state,omitempty"`
	Name           string         `json:"name"`
	Query          string         `json:"query"`
	Duration       *float64       `json:"duration,omitempty"`
	KeepFiringFor  *float64       `json:"keepFiringFor,omitempty"`
	Labels         labels.Labels  `json:"labels"`
	Annotations    *labels.Labels `json:"annotations,omitempty"`
	Alerts         []apiAlert     `json:"alerts,omitempty"`
	Health         string         `json:"health"`
	LastError      string         `json:"lastError,omitempty"`
	EvaluationTime float64        `json:"evaluationTime"`
	LastEvaluation time.Time      `json:"lastEvaluation"`
	Type           string         `json:"type"`
}

// WriteRules writes the rules of a kind (alert or record; all when it is empty) in the form of Prometheus's API.
func (r *Rules) WriteRules(w io.Writer, kind string) error {
	all := []apiGroup{}
	for _, g := range r.manager.RuleGroups() {
		out := apiGroup{
			Name: g.Name(), File: g.File(), Rules: []apiRule{}, Interval: g.Interval().Seconds(), Limit: g.Limit(),
			EvaluationTime: g.GetEvaluationTime().Seconds(), LastEvaluation: g.GetLastEvaluation(),
		}
		for _, rule := range g.Rules() {
			if n := ruleOf(rule); strings.HasPrefix(n.Type, kind) {
				out.Rules = append(out.Rules, n)
			}
		}
		if len(out.Rules) > 0 {
			all = append(all, out)
		}
	}
	return json.NewEncoder(w).Encode(struct {
		Groups []apiGroup `json:"groups"`
	}{all})
}

func ruleOf(rule rules.Rule) apiRule {
	n := apiRule{
		Name: rule.Name(), Query: rule.Query().String(), Labels: rule.Labels(), Health: string(rule.Health()), Type: "recording",
		EvaluationTime: rule.GetEvaluationDuration().Seconds(), LastEvaluation: rule.GetEvaluationTimestamp(),
	}
	if err := rule.LastError(); err != nil {
		n.LastError = err.Error()
	}
	if a, ok := rule.(*rules.AlertingRule); ok {
		hold, keep, notes := a.HoldDuration().Seconds(), a.KeepFiringFor().Seconds(), a.Annotations()
		n.Type, n.State, n.Duration, n.KeepFiringFor, n.Annotations, n.Alerts = "alerting", a.State().String(), &hold, &keep, &notes, alertsOf(a)
	}
	return n
}
