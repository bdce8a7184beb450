//go:build !race

// The race detector has pools forget objects, those of regular expressions among them.

package proxy

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// productionRules is a rule set as production has it: 30 ACLs, a map of 10,000 entries, two tracked counters and six
// headers that are rewritten.
func productionRules(t *testing.T) string {
	var plans, w strings.Builder
	for i := range 10000 {
		fmt.Fprintf(&plans, "%032x plan%d\n", i*7919, i%3)
	}
	file := filepath.Join(t.TempDir(), "plans.map")
	if err := os.WriteFile(file, []byte(plans.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		fmt.Fprintf(&w, " acl path%d path_beg /function%d/ /old%d/\n acl agent%d req.hdr(user-agent) -m sub -i scanner%d\n", i, i, i, i, i)
		fmt.Fprintf(&w, " acl net%d src 10.%d.0.0/16 192.168.%d.0/24\n http-request deny deny_status 403 if path%d agent%d || net%d\n", i, i, i, i, i, i)
	}
	fmt.Fprintf(&w, ` http-request set-var(txn.plan) req.cook(session),map_str(%s,none)
 http-request track-sc0 src table clients
 http-request track-sc1 req.hdr(x-request-id) table callers
 http-request deny deny_status 429 if { sc_http_req_rate(0) gt 100000000 }
 http-request set-header x-plan %%[var(txn.plan)]
 http-request set-header x-client %%[src]
 http-request del-header cookie
 http-request del-header accept-encoding
 http-response set-header x-served-by %%[srv_name]
 http-response del-header content-type
`, file)
	return w.String()
}

// Rules cost no allocations in steady state, as long as no text grows beyond what its stream has seen. The exception is a
// regular expression of which groups are wanted: the standard library returns where they are in memory of its own.
func TestNoAllocationsOfRules(t *testing.T) {
	rules := productionRules(t)
	everyPoller(t, func(t *testing.T, poller string) { countRules(t, poller, rules, 0) })
	everyPoller(t, func(t *testing.T, poller string) {
		countRules(t, poller, rules+" http-request replace-header accept ^(.).* \\1\n", 1)
	})
}

// countRules checks how many objects a request costs under the rules.
func countRules(t *testing.T, poller, rules string, want float64) {
	r := newRigWith(t, poller, "frontend f\n bind 127.0.0.1:1\n"+rules+" default_backend b\nbackend b\n http-reuse always\n server s1 "+plainOrigin(t)+
		"\nbackend clients\n stick-table type ip size 1k expire 10m store http_req_rate(10s),conn_cur\n"+
		"backend callers\n stick-table type string len 64 size 1k expire 10m store http_req_cnt,http_err_rate(1m)\n", nil)
	c := r.dial()
	pester(t, c, 2000)
	if best := allocations(t, c); best > want+0.01 {
		t.Errorf("%.3f allocations per request, want %v", best, want)
	}
}
