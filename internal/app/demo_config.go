package app

import (
	"fmt"
	"strings"
)

// config is the configuration of the demo: that of the article on metrics, with retries.
func (d *demo) config() string {
	var b strings.Builder
	fmt.Fprintf(&b, `global
    stats socket %s mode 660 level admin
    stats socket ipv4@127.0.0.1:%d level admin
    node demo
    maxconn 1000

history
    path %s
    interval 1s

operations shop
    operation get-user GET /users/{id}
    operation list-orders GET /orders
    operation place-order POST /orders
    learn

defaults
    mode http
    timeout connect 1s
    timeout client 10s
    timeout server 10s
    timeout http-request 5s
    timeout http-keep-alive 10s

frontend stats
    bind 127.0.0.1:%d
    stats enable
    stats uri /
    stats refresh 10s
    stats show-legends
    stats admin if LOCALHOST
    http-request use-service prometheus-exporter if { path /metrics }
    http-request use-service prometheus-api if { path_beg /api/v1 }
    http-request use-service dashboard if { path_beg /dashboard }

frontend fe_api
    bind 127.0.0.1:%d
    description "sample API"
    option forwardfor
    use-operations shop
    http-request set-consumer req.hdr(x-api-key)
    http-request deny deny_status 403 if { path_beg /internal }
    slo available objective 99.5
    slo quick objective 75 window 7d latency 100ms
    default_backend be_api

backend be_api
    balance roundrobin
    option httpchk GET /health
    option redispatch 1
    retries 3
    retry-on conn-failure empty-response 503
    default-server check inter 1s rise 2 fall 3 maxconn 100
`, d.Socket, d.CLIPort, d.History, d.StatsPort, d.APIPort)
	for i, addr := range d.Servers {
		fmt.Fprintf(&b, "    server s%d %s\n", i+1, addr)
	}
	return b.String()
}
