package export

import (
	"fmt"

	"metergate/internal/metric"
)

// The table of the tests: a column of every sort that the encoders tell apart.

// A fake is an object that knows its values by the names of the columns.
type fake struct {
	kind   metric.Kind
	ident  metric.Ident
	values map[string]metric.Value
	states map[string][]uint64
	hidden metric.Hide
	set    *metric.Set
}

func (f *fake) MetricKind() metric.Kind         { return f.kind }
func (f *fake) MetricSet() *metric.Set          { return f.set }
func (f *fake) MetricIdent() *metric.Ident      { return &f.ident }
func (f *fake) MetricHidden(h metric.Hide) bool { return f.hidden != 0 && h >= f.hidden }

func declare(c metric.Column) *metric.Column {
	c.Read = metric.Of(func(f *fake, _ *metric.View) metric.Value { return f.values[c.Name] })
	return metric.Declare(c)
}

func states(column string, names ...string) *metric.States {
	return metric.StatesOf(names, func(f *fake, _ *metric.View, n []uint64) bool {
		return copy(n, f.states[column]) > 0
	})
}

const row = metric.Rows

var (
	total = metric.NewHistogram(metric.Histogram{
		Name: "ttime", Series: "total_time_seconds", On: metric.Sides | metric.Server, Traced: metric.Sides,
		Unit: metric.Seconds, Help: `Time, "all" of it.`,
	})
	size = metric.NewHistogram(metric.Histogram{
		Name: "ressize", Series: "response_size_bytes", On: metric.Sides | metric.Server, Unit: metric.Bytes, Help: "Bytes.",
	})
)

func init() {
	for i, c := range []metric.Column{
		{Name: "pxname", Type: metric.Str, Unit: metric.String, On: metric.On("KNSV", row), Help: "Name of the proxy."},
		{Name: "svname", Type: metric.Str, Unit: metric.String, On: metric.On("KNSV", row), Help: "Name of the row."},
		{Name: "scur", Type: metric.U32, Unit: metric.Sessions, On: metric.On("MGPV", row), Help: "Sessions now.",
			Prom: metric.Exported("current_sessions")},
		{Name: "stot", Type: metric.U64, Unit: metric.Sessions, On: metric.On("MCPP", row), Help: `Sessions, "all" of them.`,
			Prom: metric.Exported("sessions_total")},
		{Name: "status", Type: metric.Str, Unit: metric.String, On: metric.On("SGPV", metric.Server), Help: "State.",
			Prom: []metric.Series{{Name: "status", States: states("status", "DOWN", "UP")}}},
		{Name: "limit", Type: metric.U32, Unit: metric.Sessions, On: metric.On("CLPV", metric.Server), Help: "Limit.",
			Prom: metric.Exported("limit_sessions")},
		{Name: "code", Type: metric.U32, Unit: metric.Count, On: metric.On("MOPV", metric.Server), Help: "Code.",
			Prom: []metric.Series{{Name: "check_code", Zero: true}}},
		{Name: "hrsp_2xx", Type: metric.U64, Unit: metric.Responses, On: metric.On("MCPP", metric.Sides), HTTP: metric.Sides,
			Help: "Responses 2xx.", Prom: metric.ExportedCode("http_responses_total", "2xx", "Responses by class.")},
		{Name: "hrsp_5xx", Type: metric.U64, Unit: metric.Responses, On: metric.On("MCPP", metric.Sides), HTTP: metric.Sides,
			Help: "Responses 5xx.", Prom: metric.ExportedCode("http_responses_total", "5xx", "Responses by class.")},
		{Name: "req_tot", Type: metric.U64, Unit: metric.Requests, On: metric.On("MCPP", metric.Frontend), Help: "Requests.",
			Prom: metric.ExportedHTTP("http_requests_total")},
		{Name: "rtime", Type: metric.U32, Unit: metric.Milliseconds, On: metric.On("MaPV", metric.Server), Help: "Response time.",
			Prom: metric.Exported("response_time_average_seconds")},
		{Name: "lastsess", Type: metric.S32, Unit: metric.Seconds, On: metric.On("MAPP", metric.Server), Help: "Age.",
			Prom: metric.Exported("last_session_seconds")},
		{Name: "last_chk", Type: metric.Str, Unit: metric.String, On: metric.On("MOPV", metric.Server), Help: "Text."},
		{Name: "addr", Type: metric.Str, Unit: metric.String, On: metric.On("CGSV", metric.Server), Legend: true, Help: "Address."},
		{Name: "agg", Type: metric.U32, Unit: metric.Count, On: metric.On("MGPV", metric.Backend), Help: "Servers by state.",
			Prom: []metric.Series{{Name: "agg_server_status", States: states("agg", "DOWN", "UP")}}},
	} {
		c.CSV = i
		declare(c)
	}
	declare(metric.Column{Name: "h1_streams", CSV: 120, Type: metric.U64, Unit: metric.Count, On: metric.On("MGPV", metric.Sides),
		Module: metric.H1, Help: "Streams.", Prom: []metric.Series{{Name: "h1_streams", Type: metric.AsCounter}}})
	declare(metric.Column{Name: "rtime_p99", CSV: metric.Own, Type: metric.Flt, Unit: metric.Milliseconds, Help: "99th percentile.",
		On: metric.On("MaPV", metric.Server)})
	initInfo()
}

func initInfo() {
	for i, c := range []metric.Column{
		{Name: "Name", Type: metric.Str, Unit: metric.String, On: metric.On("POSV", metric.Process), Help: "Product."},
		{Name: "Uptime_sec", Type: metric.U32, Unit: metric.Seconds, On: metric.On("MDPV", metric.Process), Float: true, Help: "Age.",
			Prom: metric.Exported("uptime_seconds")},
		{Name: "CumConns", Type: metric.U32, Unit: metric.Connections, On: metric.On("MCPV", metric.Process), Help: "Connections.",
			Prom: metric.Exported("connections_total")},
		{Name: "node", Type: metric.Str, Unit: metric.String, On: metric.On("COSV", metric.Process), Help: "Node.",
			Prom: []metric.Series{{Name: "node", Label: "node"}}},
		{Name: "description", Type: metric.Str, Unit: metric.String, On: metric.On("COSV", metric.Process), Help: "Description.",
			Prom: []metric.Series{{Name: "description", Label: "desc"}}},
		{Name: "PipesUsed", Type: metric.U32, Unit: metric.Count, On: metric.On("MGPV", metric.Process), Help: "Pipes.",
			Prom: []metric.Series{{Name: "pipes_used_total", Type: metric.AsCounter}}},
	} {
		c.CSV = i
		declare(c)
	}
}

// gateway is a picture of a small gateway: what its rows and the process show.
func gateway() (process metric.Object, rows Rows) {
	list := []metric.Object{
		side(metric.KindFrontend, "fe_api", 2, false, 256),
		side(metric.KindFrontend, "fe_tcp", 3, true, 8),
		server("be_api", "s1", 4, 1, true),
		server("be_api", "s2", 4, 2, false),
		side(metric.KindBackend, "be_api", 4, false, 147),
	}
	list[4].(*fake).states = map[string][]uint64{"agg": {1, 1}}
	return processObject(), func(yield func(metric.Object) bool) {
		for _, o := range list {
			if !yield(o) {
				return
			}
		}
	}
}

func processObject() *fake {
	return &fake{kind: metric.KindProcess, ident: metric.Ident{Desc: "sample gateway"}, values: map[string]metric.Value{
		"Name": metric.Text("HAProxy"), "Uptime_sec": metric.Float(107.32868), "CumConns": metric.Uint32(1165),
		"node": metric.Text("gw-1"), "description": metric.Text("sample gateway"), "PipesUsed": metric.Uint32(0),
	}}
}

func side(k metric.Kind, name string, iid int, tcp bool, n uint64) *fake {
	row := map[metric.Kind]string{metric.KindFrontend: "FRONTEND", metric.KindBackend: "BACKEND"}[k]
	return &fake{kind: k, ident: metric.Ident{Proxy: name, Name: row, IID: iid, TCP: tcp, Desc: "what " + name + " does"},
		values: map[string]metric.Value{
			"pxname": metric.Text(name), "svname": metric.Text(row), "scur": metric.Uint32(1), "stot": metric.Uint64(n),
			"hrsp_2xx": metric.Uint64(n - 5), "hrsp_5xx": metric.Uint64(5), "req_tot": metric.Uint64(n), "agg": metric.Uint32(0),
			"h1_streams": metric.Uint64(2),
		}}
}

func server(proxy, name string, iid, sid int, up bool) *fake {
	f := &fake{kind: metric.KindServer, ident: metric.Ident{Proxy: proxy, Name: name, IID: iid, SID: sid},
		values: map[string]metric.Value{
			"pxname": metric.Text(proxy), "svname": metric.Text(name), "scur": metric.Uint32(0), "stot": metric.Uint64(98),
			"limit": metric.Uint32(50), "code": metric.Uint32(200), "rtime": metric.Uint32(12), "lastsess": metric.Int32(1),
			"status": metric.Text("UP"), "last_chk": metric.Text(""), "addr": metric.Text(fmt.Sprintf("127.0.0.1:%d", 21100+sid)),
			"rtime_p99": metric.Float(12.5),
		}, states: map[string][]uint64{"status": {0, 1}}}
	if !up {
		f.hidden = metric.HideDown
		f.states["status"] = []uint64{1, 0}
		f.values["status"], f.values["lastsess"] = metric.Text("DOWN"), metric.Int32(-1)
		f.values["limit"], f.values["code"] = metric.NotSet(), metric.NotSet()
		f.values["last_chk"] = metric.Text("said \"no\", then\n\x1b[31mleft")
		delete(f.values, "rtime_p99")
	}
	return f
}
