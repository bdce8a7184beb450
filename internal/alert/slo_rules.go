package alert

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"metergate/internal/history"
)

// The series that are recorded for each objective, with the labels slo and proxy. A dashboard reads them like any other.
const (
	seriesGoal   = "slo:objective"        // the share of requests that must go well, 0 to 1
	seriesBad    = "slo:bad:increase5m"   // bad requests of five minutes
	seriesTotal  = "slo:total:increase5m" // all requests of five minutes
	seriesBurn   = "slo:burn_rate"        // the share of bad requests over that which is allowed, by the label window
	seriesBudget = "slo:budget_left"      // the part of the window's allowed bad requests that is left; negative when it is overdrawn
)

// A burn is a speed at which the budget goes: an alert when a part of the budget goes in the long window, and still goes
// in the short one.
type burn struct {
	part        float64
	long, short time.Duration
	severity    string
}

// burns are those of Google's handbook of site reliability: 14.4, 6, 3 and 1 times the allowed speed for 30 days.
var burns = []burn{
	{0.02, time.Hour, 5 * time.Minute, "critical"},
	{0.05, 6 * time.Hour, 30 * time.Minute, "critical"},
	{0.10, 24 * time.Hour, 2 * time.Hour, "warning"},
	{0.10, 72 * time.Hour, 6 * time.Hour, "warning"},
}

// factor is the multiple of the allowed speed; at least 1, since what goes slower than allowed uses no budget up.
func (b *burn) factor(window time.Duration) float64 {
	return max(b.part*float64(window)/float64(b.long), 1)
}

// step is the time between two recorded increases.
const step = 5 * time.Minute

// sloRules makes rules of objectives.
func sloRules(slos []*SLO) *ruleFile {
	var b strings.Builder
	b.WriteString("groups:\n")
	for _, s := range slos {
		fmt.Fprintf(&b, "- name: %s\n  interval: 30s\n  rules:\n", quoted("slo "+s.Proxy+"/"+s.Name))
		s.record(&b, seriesGoal, "", fmt.Sprintf("vector(%.9g)", s.Objective))
		s.record(&b, seriesBad, "", s.bad("5m"))
		s.record(&b, seriesTotal, "", s.total("5m"))
		for _, w := range s.windows() {
			s.record(&b, seriesBurn, history.FormatDuration(w), s.ratio(w))
		}
		s.record(&b, seriesBudget, "", fmt.Sprintf("1 - (%s)", s.ratio(s.Window)))
		for i := range burns {
			if burns[i].long < s.Window {
				s.alert(&b, &burns[i])
			}
		}
	}
	groups, errs := parseRules([]byte(b.String()))
	if len(errs) > 0 {
		panic(fmt.Sprintf("alert: the rules of objectives are broken: %v\n%s", errs, b.String()))
	}
	return &ruleFile{"slo", groups}
}

// windows are the times for which a burn rate is recorded.
func (s *SLO) windows() (all []time.Duration) {
	seen := map[time.Duration]bool{}
	for i := range burns {
		for _, w := range []time.Duration{burns[i].short, burns[i].long} {
			if burns[i].long < s.Window && !seen[w] {
				seen[w] = true
				all = append(all, w)
			}
		}
	}
	return all
}

func (s *SLO) record(b *strings.Builder, name, window, expr string) {
	fmt.Fprintf(b, "  - record: %s\n    expr: %s\n    labels: {slo: %s, proxy: %s", name, quoted(expr), quoted(s.Name), quoted(s.Proxy))
	if window != "" {
		fmt.Fprintf(b, ", window: %s", window)
	}
	b.WriteString("}\n")
}

func (s *SLO) alert(b *strings.Builder, bn *burn) {
	burning := func(w time.Duration) string {
		return fmt.Sprintf("%s{slo=%s,proxy=%s,window=%q} > %g", seriesBurn, quoted(s.Name), quoted(s.Proxy), history.FormatDuration(w), bn.factor(s.Window))
	}
	fmt.Fprintf(b, "  - alert: ErrorBudgetBurn\n    expr: %s\n    labels: {severity: %s}\n    annotations:\n      summary: %s\n      description: %s\n",
		quoted(burning(bn.long)+" and ignoring (window) "+burning(bn.short)), bn.severity,
		quoted("Requests of {{ $labels.proxy }} miss the objective {{ $labels.slo }}"),
		quoted(fmt.Sprintf("Over %s bad requests are {{ $value | humanize }} times as frequent as the objective of %s%% allows.", history.FormatDuration(bn.long), s.percent())))
}

// ratio is how many times the allowed share the bad requests of a time are. Times longer than the increases that are
// recorded are summed up from those.
func (s *SLO) ratio(w time.Duration) string {
	bad, total := s.bad(history.FormatDuration(w)), s.total(history.FormatDuration(w))
	if w > 6*time.Hour {
		recorded := func(name string) string {
			return fmt.Sprintf("sum_over_time(%s{slo=%s,proxy=%s}[%s:%s])", name, quoted(s.Name), quoted(s.Proxy), history.FormatDuration(w), history.FormatDuration(step))
		}
		bad, total = recorded(seriesBad), recorded(seriesTotal)
	}
	return fmt.Sprintf("(%s) / (%s > 0) / %.9g", bad, total, 1-s.Objective)
}

// total counts the requests of a time, w as in a query, without those that clients gave up.
func (s *SLO) total(w string) string {
	return fmt.Sprintf(`sum(increase(%s{%s,state!~"[Cc].*"}[%s]))`, s.metric("endings_total"), s.selector(), w)
}

// bad counts the bad ones. A failed request that was slow, too, is counted for both.
func (s *SLO) bad(w string) string {
	failed := fmt.Sprintf("sum(increase(%s{%s}[%s]))", s.metric("requests_failed_total"), s.selector(), w)
	if s.Latency == 0 {
		return failed
	}
	h := fmt.Sprintf("sum(increase(%s{%s}[%s]))", s.metric("total_time_seconds"), s.selector(), w)
	return fmt.Sprintf("%s + (histogram_count(%s) * (1 - histogram_fraction(0, %g, %s)) >= 0 or vector(0))", failed, h, s.Latency.Seconds(), h)
}

func (s *SLO) metric(name string) string {
	if len(s.Operations) > 0 {
		return "haproxy_operation_" + name
	}
	return "haproxy_" + s.kind + "_" + name
}

// selector picks the series of the objective.
func (s *SLO) selector() string {
	text := "proxy=" + quoted(s.Proxy)
	if len(s.Operations) > 0 {
		text += ",operation=~" + quoted(alternatives(s.Operations))
	}
	return text
}

// alternatives makes a pattern that matches each of the words.
func alternatives(words []string) string {
	var all []string
	for _, w := range words {
		all = append(all, regexp.QuoteMeta(w))
	}
	return strings.Join(all, "|")
}

// quoted writes a text as YAML and PromQL both read it.
func quoted(s string) string { return fmt.Sprintf("%q", s) }
