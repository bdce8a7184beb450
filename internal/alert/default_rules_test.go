package alert

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// rising are series of a gateway whose load is even for a while and then ten times as high; what alerts there are is asked
// for at moments.
const rising = `
rule_files: [%s]
evaluation_interval: 15s
tests:
- interval: 15s
  input_series:
  - {series: 'up{job="j",instance="i"}', values: '1x320'}
  - {series: 'haproxy_consumer_http_requests_total{job="j",instance="i",proxy="f",consumer="even"}', values: '0+300x320'}
  - {series: 'haproxy_consumer_http_requests_total{job="j",instance="i",proxy="f",consumer="wild"}', values: '0+300x160 48000+3000x160'}
  - {series: 'haproxy_frontend_http_responses_total{job="j",instance="i",proxy="f",code="4xx"}', values: '0+30x160 4800+300x160'}
  - {series: 'haproxy_frontend_http_responses_total{job="j",instance="i",proxy="f",code="2xx"}', values: '0+300x320'}
  alert_rule_test:
  - {eval_time: 3m, alertname: ConsumerGoneHaywire}
  - {eval_time: 8m, alertname: ConsumerGoneHaywire}
  - {eval_time: 12m, alertname: ConsumerGoneHaywire}
  - {eval_time: 39m, alertname: ConsumerGoneHaywire}
  - {eval_time: 39m, alertname: ClientErrorsRise}
  - eval_time: 48m
    alertname: ConsumerGoneHaywire
    exp_alerts:
    - exp_labels: {severity: warning, job: j, instance: i, proxy: f, consumer: wild}
      exp_annotations: {summary: Consumer wild calls far more than usual, description: '200 requests a second, more than five times as many as in the hour before.'}
  - eval_time: 48m
    alertname: ClientErrorsRise
    exp_alerts:
    - exp_labels: {severity: warning, job: j, instance: i, proxy: f}
      exp_annotations: {summary: Client errors of f have risen sharply, description: '20 responses a second have a status from 400 to 499, more than three times as many as in the hour before.'}
`

// leaving are series of a gateway with four destinations: one is away for a while, one loses parts, one is slow, one has
// nothing to send yet.
const leaving = `
rule_files: [%s]
evaluation_interval: 15s
tests:
- interval: 15s
  input_series:
  - {series: 'haproxy_forward_up{job="j",instance="i",forward="away"}', values: '1x20 0x20 1x40'}
  - {series: 'haproxy_forward_failed_attempts_total{job="j",instance="i",forward="away"}', values: '0x20 1+1x20 21x40'}
  - {series: 'haproxy_forward_up{job="j",instance="i",forward="new"}', values: '0x80'}
  - {series: 'haproxy_forward_failed_attempts_total{job="j",instance="i",forward="new"}', values: '0x80'}
  - {series: 'haproxy_forward_lag_seconds{job="j",instance="i",forward="slow"}', values: '200x20 400x20 10x40'}
  - {series: 'haproxy_forward_dropped_items_total{job="j",instance="i",forward="lossy",reason="refused"}', values: '0x20 8x60'}
  - {series: 'haproxy_forward_dropped_items_total{job="j",instance="i",forward="lossy",reason="queue full"}', values: '0x80'}
  alert_rule_test:
  - {eval_time: 5m, alertname: ForwardDown}
  - {eval_time: 5m, alertname: ForwardLags}
  - {eval_time: 5m, alertname: ForwardDrops}
  - eval_time: 8m
    alertname: ForwardDown
    exp_alerts:
    - exp_labels: {severity: warning, job: j, instance: i, forward: away}
      exp_annotations: {summary: Destination away takes nothing, description: 'Its last message was not taken; show metrics-forward away tells why, and metergate forward check tries it.'}
  - eval_time: 8m
    alertname: ForwardLags
    exp_alerts:
    - exp_labels: {severity: warning, job: j, instance: i, forward: slow}
      exp_annotations: {summary: Destination slow is behind, description: The oldest of what waits for its delivery is 6m 40s old.}
  - eval_time: 10m15s
    alertname: ForwardDrops
    exp_alerts:
    - exp_labels: {severity: warning, job: j, instance: i, forward: lossy, reason: refused}
      exp_annotations: {summary: 'What is for destination lossy is lost: refused', description: 8 parts were dropped in 10 minutes.}
  - {eval_time: 12m, alertname: ForwardDown}
  - {eval_time: 12m, alertname: ForwardLags}
  - {eval_time: 17m, alertname: ForwardDrops}
`

// Destinations that are away, behind or lose parts raise alerts, and others do not.
func TestDefaultRulesOfForwarding(t *testing.T) { testRules(t, leaving) }

// A young gateway raises no alert for a rise that is none, and an old one does for one that is.
func TestDefaultRulesOfRises(t *testing.T) { testRules(t, rising) }

// testRules tests the default rules as promtool does, by a text that holds their file.
func testRules(t *testing.T, text string) {
	t.Helper()
	if _, err := exec.LookPath("promtool"); err != nil {
		t.Skip("promtool is not installed (see test/install-peers)")
	}
	rules, err := filepath.Abs("default_rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "test.yml")
	if err := os.WriteFile(file, []byte(fmt.Sprintf(text, rules)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("promtool", "test", "rules", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
