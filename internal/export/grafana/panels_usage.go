package grafana

// Rows that have data where requests are told apart: by `use-operations` and by `http-request set-consumer`.

var operations = Row{"Operations", []Panel{
	{Title: "Most called", Unit: "reqps", Queries: []Query{
		{Expr: `topk(10, sum by (operation) (rate(haproxy_operation_http_requests_total{` + ofFrontend + `}[WINDOW])))`, Legend: "{{operation}}"}}},
	{Title: "p99", Unit: "s", Queries: []Query{
		{Expr: quantile("0.99", "operation", "total", "operation", ofFrontend), Legend: "{{operation}}"}}},
	{Title: "Responses 5xx", Unit: "reqps", Queries: []Query{
		{Expr: `topk(10, sum by (operation) (rate(haproxy_operation_http_responses_total{` + ofFrontend + `,code="5xx"}[WINDOW])))`, Legend: "{{operation}}"}}},
}}

var consumers = Row{"Consumers", []Panel{
	{Title: "Who calls most", Unit: "reqps", Width: 12, Queries: []Query{
		{Expr: `topk(10, sum by (consumer) (rate(haproxy_consumer_http_requests_total{` + ofFrontend + `}[WINDOW])))`, Legend: "{{consumer}}"}}},
	{Title: "Who gets most bytes", Unit: "Bps", Width: 12, Queries: []Query{
		{Expr: `topk(10, sum by (consumer) (rate(haproxy_consumer_res_bytes_out_total{` + ofFrontend + `}[WINDOW])))`, Legend: "{{consumer}}"}}},
}}

var process = Row{"Process", []Panel{
	{Title: "Connections", Queries: []Query{
		{Expr: `haproxy_process_current_connections{SCOPE}`, Legend: "open"},
		{Expr: `haproxy_process_max_connections{SCOPE}`, Legend: "limit"}}},
	{Title: "Idle", Unit: "percent", Queries: []Query{
		{Expr: `haproxy_process_idle_time_percent{SCOPE}`, Legend: "idle"}}},
	{Title: "Uptime", Unit: "s", Queries: []Query{
		{Expr: `haproxy_process_uptime_seconds{SCOPE}`, Legend: "uptime"}}},
}}
