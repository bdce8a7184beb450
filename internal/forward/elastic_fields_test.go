package forward

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"metergate/internal/metric"
)

// metricbeatFields are the names of the fields that Metricbeat's module haproxy exports (its reference of exported
// fields), below haproxy; those of two fields that it declares and never writes are left out.
const metricbeatFields = `
info.processes info.process_num info.threads info.pid info.run_queue info.stopping info.jobs info.unstoppable_jobs info.listeners
info.dropped_logs info.busy_polling info.failed_resolutions info.tasks info.uptime.sec info.memory.max.bytes info.bytes.out.total
info.bytes.out.rate info.peers.active info.peers.connected info.pool.allocated info.pool.used info.pool.failed info.ulimit_n
info.compress.bps.in info.compress.bps.out info.compress.bps.rate_limit info.connection.rate.value info.connection.rate.limit
info.connection.rate.max info.connection.current info.connection.total info.connection.ssl.current info.connection.ssl.total
info.connection.ssl.max info.connection.max info.connection.hard_max info.requests.total info.sockets.max info.pipes.used
info.pipes.free info.pipes.max info.session.rate.value info.session.rate.limit info.session.rate.max info.ssl.rate.value
info.ssl.rate.limit info.ssl.rate.max info.ssl.frontend.key_rate.value info.ssl.frontend.key_rate.max
info.ssl.frontend.session_reuse.pct info.ssl.backend.key_rate.value info.ssl.backend.key_rate.max info.ssl.cached_lookups
info.ssl.cache_misses info.zlib_mem_usage.value info.zlib_mem_usage.max info.idle.pct
stat.status stat.weight stat.downtime stat.component_type stat.process_id stat.service_name stat.in.bytes stat.out.bytes
stat.last_change stat.throttle.pct stat.selected.total stat.tracked.id stat.cookie stat.load_balancing_algorithm
stat.connection.total stat.connection.retried stat.connection.time.avg stat.connection.rate stat.connection.rate_max
stat.connection.attempt.total stat.connection.reuse.total stat.connection.idle.total stat.connection.idle.limit
stat.connection.cache.lookup.total stat.connection.cache.hits stat.request.denied stat.request.denied_by_connection_rules
stat.request.denied_by_session_rules stat.request.queued.current stat.request.queued.max stat.request.errors
stat.request.redispatched stat.request.connection.errors stat.request.rate.value stat.request.rate.max stat.request.total
stat.request.intercepted stat.response.errors stat.response.time.avg stat.response.denied stat.response.http.1xx
stat.response.http.2xx stat.response.http.3xx stat.response.http.4xx stat.response.http.5xx stat.response.http.other
stat.header.rewrite.failed.total stat.session.current stat.session.max stat.session.limit stat.session.total
stat.session.rate.value stat.session.rate.limit stat.session.rate.max stat.check.status stat.check.code stat.check.duration
stat.check.health.last stat.check.health.fail stat.check.agent.last stat.check.failed stat.check.down stat.client.aborted
stat.server.id stat.server.aborted stat.server.active stat.server.backup stat.compressor.in.bytes stat.compressor.out.bytes
stat.compressor.bypassed.bytes stat.compressor.response.bytes stat.proxy.id stat.proxy.name stat.proxy.mode stat.queue.limit
stat.queue.time.avg stat.agent.status stat.agent.description stat.agent.code stat.agent.rise stat.agent.fall stat.agent.health
stat.agent.duration stat.agent.check.rise stat.agent.check.fall stat.agent.check.health stat.agent.check.description
stat.source.address`

// filebeatFields are the fields below haproxy that Filebeat's module haproxy writes, but for those of lines that are about no
// request: source and error_message.
const filebeatFields = `frontend_name backend_name server_name bind_name mode termination_state bytes_read total_waiting_time_ms connection_wait_time_ms
server_queue backend_queue connections.active connections.frontend connections.backend connections.server connections.retries
http.request.captured_cookie http.request.captured_headers http.request.raw_request_line http.request.time_wait_ms
http.request.time_wait_without_data_ms http.response.captured_cookie http.response.captured_headers`

// TestElasticFieldsAreMetricbeats compares the fields of a mapping with those that Metricbeat and Filebeat have.
func TestElasticFieldsAreMetricbeats(t *testing.T) {
	types := map[string]string{}
	if err := typesOf("", elasticMappings()["properties"].(map[string]any), types); err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for _, name := range strings.Fields(metricbeatFields + " " + filebeatFields) {
		want["haproxy."+name] = true
		if types["haproxy."+name] == "" {
			t.Errorf("haproxy.%s of Metricbeat or Filebeat is missing", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		if strings.HasPrefix(name, "haproxy.") && !want[name] {
			t.Errorf("Metricbeat and Filebeat have no %s", name)
		}
	}
	for name, want := range map[string]string{
		"@timestamp": "date", "haproxy.stat.response.http.5xx": "long", "haproxy.info.idle.pct": "scaled_float", "process.pid": "long",
		"haproxy.stat.process_id": "alias", "metergate.stat.rtime_p99": "double", "metergate.stat.last_agt": "keyword", "service.type": "keyword",
	} {
		if types[name] != want {
			t.Errorf("%s is of type %q, not %s", name, types[name], want)
		}
	}
}

// TestElasticColumnsExist looks for the column of each row of the table, and for a field of each column.
func TestElasticColumnsExist(t *testing.T) {
	for _, c := range []struct {
		fields  []mapped
		columns []*metric.Column
		kinds   []metric.Kind
	}{
		{statFields, metric.Table(), []metric.Kind{metric.KindFrontend, metric.KindBackend, metric.KindServer, metric.KindListener}},
		{infoFields, metric.Info(), []metric.Kind{metric.KindProcess}},
	} {
		for _, f := range c.fields {
			if !slices.ContainsFunc(c.columns, func(col *metric.Column) bool { return col.Name == f.column }) {
				t.Errorf("%s shows %s, which is no column", f.field, f.column)
			}
		}
		for _, k := range c.kinds {
			s := newElasticSheet(k, nil)
			for _, col := range c.columns {
				if col.On[k] != "" && !slices.ContainsFunc(s, func(f elasticField) bool { return f.column == col }) {
					t.Errorf("no field of a %s shows %s", k, col.Name)
				}
			}
			for i := range s[1:] {
				if strings.HasPrefix(s[i+1].name+".", s[i].name+".") {
					t.Errorf("%s is a field and holds %s", s[i].name, s[i+1].name)
				}
			}
		}
	}
}
