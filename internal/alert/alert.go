package alert

import (
	"fmt"
	"time"

	"github.com/prometheus/prometheus/rules"

	"metergate/internal/history"
)

// An Alert is a state of an alert, on its way to people.
type Alert struct {
	// Labels tell it from others, Annotations explain it.
	Labels, Annotations map[string]string
	// StartsAt is when it began to fire. EndsAt is when it ended or, while it fires, when it counts as ended unless it
	// is heard of again.
	StartsAt, EndsAt time.Time
	// GeneratorURL leads to the value behind it.
	GeneratorURL string
	// Value is that of the rule's expression.
	Value float64
	// News is true when it was not in this state before.
	News bool

	resolved bool
	id       string
}

// Resolved reports whether the alert has ended.
func (a *Alert) Resolved() bool { return a.resolved }

// Status is firing or resolved.
func (a *Alert) Status() string {
	if a.resolved {
		return "resolved"
	}
	return "firing"
}

func alertOf(a *rules.Alert, source string) Alert {
	n := Alert{
		Labels: a.Labels.Map(), Annotations: a.Annotations.Map(), StartsAt: a.FiredAt, EndsAt: a.ValidUntil,
		GeneratorURL: source, Value: a.Value, id: string(a.Labels.Bytes(nil)),
	}
	if !a.ResolvedAt.IsZero() {
		n.resolved, n.EndsAt = true, a.ResolvedAt
	}
	return n
}

// event is the alert as the history keeps it.
func (a *Alert) event() history.Event {
	e := history.Event{
		Kind: history.EventAlert, Severity: severityWarning, Proxy: a.Labels["proxy"], Server: a.Labels["server"],
		Name: a.Labels["alertname"], State: a.Status(), Text: a.Annotations["summary"],
	}
	if a.Labels["severity"] == "critical" {
		e.Severity = severityAlert
	}
	if a.resolved {
		e.Severity = severityNotice
	}
	if e.Text == "" {
		e.Text = e.Name
	}
	e.Text = fmt.Sprintf("%s: %s", e.State, e.Text)
	return e
}

// The syslog levels of events.
const (
	severityAlert   = 1
	severityWarning = 4
	severityNotice  = 5
)
