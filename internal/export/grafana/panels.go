package grafana

// What chooses the objects of each kind.
const (
	ofFrontend = `SCOPE,proxy=~"$frontend"`
	ofBackend  = `SCOPE,proxy=~"$backend"`
	ofServer   = `SCOPE,proxy=~"$backend",server=~"$server"`
)

// rows are the dashboard, top to bottom.
func rows() []Row {
	return []Row{overview, latency, backends, servers, operations, consumers, process}
}

var overview = Row{"Overview", []Panel{
	{Title: "Requests", Kind: "stat", Unit: "reqps", Width: 4, Queries: []Query{
		{Expr: `sum(rate(haproxy_frontend_http_requests_total{` + ofFrontend + `}[WINDOW]))`}}},
	{Title: "Errors 5xx", Kind: "stat", Unit: "percentunit", Width: 4, Red: 0.01, Queries: []Query{
		{Expr: `sum(rate(haproxy_frontend_http_responses_total{` + ofFrontend + `,code="5xx"}[WINDOW])) / sum(rate(haproxy_frontend_http_requests_total{` + ofFrontend + `}[WINDOW]))`}}},
	{Title: "Latency p99", Kind: "stat", Unit: "s", Width: 4, Queries: []Query{
		{Expr: quantile("0.99", "frontend", "total", "", ofFrontend)}}},
	{Title: "Servers down", About: "Share of the servers of the worst backend.", Kind: "stat", Unit: "percentunit", Width: 4, Red: 0.25, Queries: []Query{
		{Expr: `max(sum by (proxy) (haproxy_backend_agg_server_status{` + ofBackend + `,state="DOWN"}) / (sum by (proxy) (haproxy_backend_agg_server_status{` + ofBackend + `}) > 0))`}}},
	{Title: "Sessions, of their limit", Kind: "stat", Unit: "percentunit", Width: 4, Red: 0.8, Queries: []Query{
		{Expr: `max(haproxy_frontend_current_sessions{` + ofFrontend + `} / haproxy_frontend_limit_sessions{` + ofFrontend + `})`}}},
	{Title: "Retries", About: "Attempts after the first.", Kind: "stat", Unit: "reqps", Width: 4, Queries: []Query{
		{Expr: `sum(rate(haproxy_backend_retry_warnings_total{` + ofBackend + `}[WINDOW]))`}}},
	{Title: "Responses by status", Unit: "reqps", Stacked: true, Queries: []Query{
		{Expr: `sum by (code) (rate(haproxy_frontend_http_responses_total{` + ofFrontend + `}[WINDOW]))`, Legend: "{{code}}"}}},
	{Title: "Share of errors", Unit: "percentunit", Queries: []Query{
		{Expr: `sum by (proxy) (rate(haproxy_frontend_http_responses_total{` + ofFrontend + `,code="5xx"}[WINDOW])) / sum by (proxy) (rate(haproxy_frontend_http_requests_total{` + ofFrontend + `}[WINDOW]))`, Legend: "5xx {{proxy}}"},
		{Expr: `sum by (proxy) (rate(haproxy_frontend_http_responses_total{` + ofFrontend + `,code="4xx"}[WINDOW])) / sum by (proxy) (rate(haproxy_frontend_http_requests_total{` + ofFrontend + `}[WINDOW]))`, Legend: "4xx {{proxy}}"}}},
	{Title: "Bytes", Unit: "Bps", Queries: []Query{
		{Expr: `sum(rate(haproxy_frontend_bytes_in_total{` + ofFrontend + `}[WINDOW]))`, Legend: "received"},
		{Expr: `sum(rate(haproxy_frontend_bytes_out_total{` + ofFrontend + `}[WINDOW]))`, Legend: "sent"}}},
}}

var latency = Row{"Latency", []Panel{
	{Title: "Distribution of total times", Kind: "heatmap", Unit: "s", Width: 12, Queries: []Query{
		{Expr: `sum by (le) (rate(haproxy_frontend_total_time_seconds_bucket{` + ofFrontend + `}[WINDOW])) or sum(rate(haproxy_frontend_total_time_seconds{` + ofFrontend + `}[WINDOW]))`, Legend: "{{le}}"}}},
	{Title: "Percentiles of total times", Unit: "s", Width: 12, Queries: []Query{
		{Expr: quantile("0.5", "frontend", "total", "", ofFrontend), Legend: "p50"},
		{Expr: quantile("0.9", "frontend", "total", "", ofFrontend), Legend: "p90"},
		{Expr: quantile("0.99", "frontend", "total", "", ofFrontend), Legend: "p99"},
		{Expr: quantile("0.999", "frontend", "total", "", ofFrontend), Legend: "p99.9"}}},
	{Title: "p99 of each phase", About: "Which phase makes the tail.", Unit: "s", Width: 12, Queries: []Query{
		{Expr: quantile("0.99", "backend", "queue", "", ofBackend), Legend: "queue"},
		{Expr: quantile("0.99", "backend", "connect", "", ofBackend), Legend: "connect"},
		{Expr: quantile("0.99", "backend", "response", "", ofBackend), Legend: "server"},
		{Expr: quantile("0.99", "backend", "total", "", ofBackend), Legend: "total"}}},
	{Title: "p99 by backend", Unit: "s", Width: 12, Queries: []Query{
		{Expr: quantile("0.99", "backend", "total", "proxy", ofBackend), Legend: "{{proxy}}"}}},
}}

var backends = Row{"Backends", []Panel{
	{Title: "Requests by backend", Unit: "reqps", Queries: []Query{
		{Expr: `sum by (proxy) (rate(haproxy_backend_http_requests_total{` + ofBackend + `}[WINDOW]))`, Legend: "{{proxy}}"}}},
	{Title: "Requests in queues", Queries: []Query{
		{Expr: `haproxy_backend_current_queue{` + ofBackend + `}`, Legend: "{{proxy}}"}}},
	{Title: "Failures", About: "What retries hide, and what they do not.", Unit: "reqps", Queries: []Query{
		{Expr: `sum(rate(haproxy_backend_connection_errors_total{` + ofBackend + `}[WINDOW]))`, Legend: "connections failed"},
		{Expr: `sum(rate(haproxy_backend_response_errors_total{` + ofBackend + `}[WINDOW]))`, Legend: "responses failed"},
		{Expr: `sum(rate(haproxy_backend_retry_warnings_total{` + ofBackend + `}[WINDOW]))`, Legend: "retries"},
		{Expr: `sum(rate(haproxy_backend_redispatch_warnings_total{` + ofBackend + `}[WINDOW]))`, Legend: "redispatches"}}},
}}

var servers = Row{"Servers", []Panel{
	{Title: "Health", Kind: "state-timeline", Width: 24, Queries: []Query{
		{Expr: `haproxy_server_status{` + ofServer + `,state="UP"}`, Legend: "{{proxy}}/{{server}}"}}},
	{Title: "Requests", Unit: "reqps", Queries: []Query{
		{Expr: `sum by (proxy, server) (rate(haproxy_server_http_responses_total{` + ofServer + `}[WINDOW]))`, Legend: "{{proxy}}/{{server}}"}}},
	{Title: "Mean time to the response", About: "Beside its siblings: which server is slow.", Unit: "s", Queries: []Query{
		{Expr: `haproxy_server_response_time_average_seconds{` + ofServer + `}`, Legend: "{{proxy}}/{{server}}"}}},
	{Title: "Responses 5xx", Unit: "reqps", Queries: []Query{
		{Expr: `sum by (proxy, server) (rate(haproxy_server_http_responses_total{` + ofServer + `,code="5xx"}[WINDOW]))`, Legend: "{{proxy}}/{{server}}"}}},
}}
