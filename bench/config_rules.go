package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// mapEntries is the size of the map that each request is looked up in.
const mapEntries = 10000

// ruleSet writes what a frontend in production has: 30 ACLs, a map of 10,000 entries, two tracked counters, six headers
// rewritten, each request logged to a socket. The map is a file beside the configuration.
func ruleSet(w *strings.Builder, s setting) {
	for i := range 10 {
		fmt.Fprintf(w, "  acl path%d path_beg /function%d/ /old%d/\n", i, i, i)
		fmt.Fprintf(w, "  acl agent%d req.hdr(user-agent) -m sub -i scanner%d\n", i, i)
		fmt.Fprintf(w, "  acl net%d src 10.%d.0.0/16 192.168.%d.0/24\n", i, i, i)
		fmt.Fprintf(w, "  http-request deny deny_status 403 if path%d agent%d || net%d\n", i, i, i)
	}
	fmt.Fprintf(w, `  http-request set-var(txn.plan) req.hdr(authorization),word(2,' '),map_str(%s,none)
  http-request track-sc0 src table clients
  http-request track-sc1 req.hdr(x-request-id) table callers
  http-request deny deny_status 429 if { sc_http_req_rate(0) gt 100000000 }
  http-request set-header x-plan %%[var(txn.plan)]
  http-request set-header x-client %%[src]
  http-request del-header cookie
  http-request replace-header accept-language ^([a-z]+).* \1
  http-response set-header x-served-by %%[srv_name]
  http-response del-header cache-control
  option httplog
  log %s local0
`, filepath.Join(s.dir, "plans.map"), s.logs)
}

// ruleTables are the backends that keep the counters of the rule set.
const ruleTables = `backend clients
  stick-table type ip size 100k expire 10m store http_req_rate(10s),conn_cur
backend callers
  stick-table type string len 64 size 100k expire 10m store http_req_cnt,http_err_rate(1m)
`

// writeMap makes the map; the key that requests carry is in its middle.
func writeMap(dir string) error {
	var w strings.Builder
	for i := range mapEntries {
		fmt.Fprintf(&w, "%032x plan%d\n", i*7919, i%3)
		if i == mapEntries/2 {
			w.WriteString("0123456789abcdef0123456789abcdef gold\n")
		}
	}
	return os.WriteFile(filepath.Join(dir, "plans.map"), []byte(w.String()), 0o644)
}
