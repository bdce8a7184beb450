package forward

import (
	"net/netip"
	"strings"
	"time"

	"metergate/internal/metric"
)

// elasticLogFields are the fields of access logs: those that Filebeat's module haproxy writes and, where it has none, those
// of the Elastic Common Schema.
var elasticLogFields = []elasticLogField{
	elasticMoment("@timestamp", factBegin),
	elasticMoment("event.end", factEnd),
	elasticWord("agent.type", "metergate"), elasticWord("ecs.version", "8.0.0"), elasticWord("service.type", "haproxy"),
	elasticWord("event.kind", "event"), elasticWord("event.type", "connection"), elasticWord("event.module", "haproxy"),
	elasticWord("event.dataset", "haproxy.log"), elasticWord("fileset.name", "log"), elasticWord("process.name", "haproxy"),
	elasticMade("service.address", elasticKeyword, func(r *record) string { return r.instance }),
	{"host.name", elasticKeyword, func(x *elasticRow) metric.Value { return metric.Text(x.host) }},
	elasticMade("event.category", elasticKeyword, category),
	elasticMade("event.outcome", elasticKeyword, outcome),
	{"event.duration", elasticLong, func(x *elasticRow) metric.Value {
		ms, _ := x.record.number(factTotal)
		return metric.Int64(ms * int64(time.Millisecond))
	}},
	elasticTextOf("error.code", "error"),

	elasticTextOf("source.address", "client"), elasticAddress("source.ip", "client"), elasticPort("source.port", "client", "client_port"),
	elasticAddress("destination.ip", "address"), elasticPort("destination.port", "address", "port"),

	elasticRequest("http.request.method", "method"),
	elasticMade("http.version", elasticKeyword, func(r *record) string { return strings.TrimPrefix(r.request(factOf("version")), "HTTP/") }),
	elasticCount("http.request.bytes", "bytes_in"), elasticTextOf("http.request.id", "id"),
	elasticCount("http.response.status_code", "status"), elasticCount("http.response.bytes", "bytes_out"),
	elasticRequest("url.original", "target"),
	elasticMade("url.path", elasticKeyword, func(r *record) string { path, _, _ := strings.Cut(r.request(factTarget), "?"); return path }),
	elasticMade("url.query", elasticKeyword, func(r *record) string { _, query, _ := strings.Cut(r.request(factTarget), "?"); return query }),
	elasticMade("url.domain", elasticKeyword, func(r *record) string { return withoutPort(r.text(factOf("host"))) }),
	elasticTextOf("user_agent.original", "user_agent"),
	elasticMade("trace.id", elasticKeyword, (*record).trace),
	elasticMade("tls.version", elasticKeyword, func(r *record) string { return strings.TrimPrefix(r.text(factOf("tls_version")), "TLSv") }),
	elasticTextOf("tls.cipher", "tls_cipher"),

	elasticTextOf("haproxy.frontend_name", "frontend"), elasticTextOf("haproxy.backend_name", "backend"),
	elasticTextOf("haproxy.server_name", "server"), elasticTextOf("haproxy.bind_name", "listener"),
	elasticMade("haproxy.mode", elasticKeyword, func(r *record) string { return strings.ToUpper(r.text(factMode)) }),
	elasticTextOf("haproxy.termination_state", "ending"),
	elasticCount("haproxy.total_waiting_time_ms", "queue_ms"), elasticCount("haproxy.connection_wait_time_ms", "connect_ms"),
	elasticCount("haproxy.bytes_read", "bytes_out"),
	elasticCount("haproxy.server_queue", "server_queue"), elasticCount("haproxy.backend_queue", "backend_queue"),
	elasticCount("haproxy.connections.active", "connections"), elasticCount("haproxy.connections.frontend", "frontend_connections"),
	elasticCount("haproxy.connections.backend", "backend_connections"), elasticCount("haproxy.connections.server", "server_connections"),
	elasticCount("haproxy.connections.retries", "retries"),
	elasticCount("haproxy.http.request.time_wait_ms", "request_ms"),
	elasticCount("haproxy.http.request.time_wait_without_data_ms", "response_ms"),
	elasticMade("haproxy.http.request.raw_request_line", elasticKeyword, requestLine),
	elasticCaptures("haproxy.http.request.captured_headers", "request_captures", 0),
	elasticCaptures("haproxy.http.response.captured_headers", "response_captures", 1),
	elasticCookie("haproxy.http.request.captured_cookie", "request_cookie"),
	elasticCookie("haproxy.http.response.captured_cookie", "response_cookie"),
	elasticTextOf("metergate.log.operation", "operation"), elasticTextOf("metergate.log.consumer", "consumer"),
}

func category(r *record) string {
	if r.text(factMode) == "http" {
		return "web"
	}
	return "network"
}

// outcome is empty for connections: they have no status.
func outcome(r *record) string {
	status, got := r.number(factStatus)
	switch {
	case r.text(factMode) != "http":
		return ""
	case got && status < 400:
		return "success"
	}
	return "failure"
}

// requestLine is the first line of a request, without secrets.
func requestLine(r *record) string {
	target := r.request(factTarget)
	if target == "" {
		return ""
	}
	return r.request(factOf("method")) + " " + target + " " + r.request(factOf("version"))
}

// withoutPort returns the host of an authority.
func withoutPort(host string) string {
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		host = host[:i]
	}
	return strings.Trim(host, "[]")
}

func elasticRequest(name, from string) elasticLogField {
	f := factOf(from)
	return elasticMade(name, elasticKeyword, func(r *record) string { return r.request(f) })
}

// elasticAddress and elasticPort are not there for clients on Unix sockets.
func elasticAddress(name, from string) elasticLogField {
	f := factOf(from)
	return elasticMade(name, elasticIP, func(r *record) string {
		if _, err := netip.ParseAddr(r.text(f)); err != nil {
			return ""
		}
		return r.text(f)
	})
}

func elasticPort(name, address, port string) elasticLogField {
	at, count := factOf(address), elasticCount(name, port)
	about := count.about
	count.about = func(x *elasticRow) metric.Value {
		if _, err := netip.ParseAddr(x.record.text(at)); err != nil {
			return metric.Value{}
		}
		return about(x)
	}
	return count
}

func elasticCaptures(name, from string, direction int) elasticLogField {
	f := factOf(from)
	return elasticMade(name, elasticList, func(r *record) string { return strings.Join(r.captured(f, direction), "\n") })
}

func elasticCookie(name, from string) elasticLogField {
	f := factOf(from)
	return elasticMade(name, elasticKeyword, func(r *record) string { return r.cookie(f) })
}
