// Package alert watches the history: Prometheus's rules engine evaluates alerting and recording rules on it, objectives
// of service levels become such rules, and notifiers carry what fires to where people are.
//
//	default rules ─┐
//	rules-file ────┼─▶ rules engine ──▶ history (recorded series, ALERTS)
//	slo ───────────┘        │
//	                        └──▶ events, notifiers: queue ──▶ Alertmanager, webhook
//
// # Invariants
//
// A rule that cannot be read is an error of the configuration, with file and line; the files are read once, before the
// process gives up its rights.
//
// Nothing here waits for a notifier: each has a bounded queue in which a newer state of an alert takes the place of an
// older one, and a goroutine that sends and tries again.
package alert
