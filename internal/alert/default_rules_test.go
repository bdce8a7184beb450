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

// A young gateway raises no alert for a rise that is none, and an old one does for one that is.
func TestDefaultRulesOfRises(t *testing.T) {
	if _, err := exec.LookPath("promtool"); err != nil {
		t.Skip("promtool is not installed (see test/install-peers)")
	}
	rules, err := filepath.Abs("default_rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "rising.yml")
	if err := os.WriteFile(file, []byte(fmt.Sprintf(rising, rules)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("promtool", "test", "rules", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
