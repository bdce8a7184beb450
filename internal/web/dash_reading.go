package web

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"sync"

	"metergate/internal/metric"
	"metergate/internal/proxy"
)

// readColumns are the columns of the table that a reading shows, by kind of row; derived ones follow them.
var readColumns = [...][]string{
	metric.KindFrontend: {"status", "scur", "slim", "stot", "req_tot", "hrsp_1xx", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx",
		"ereq", "dreq", "bin", "bout"},
	metric.KindBackend: {"status", "scur", "slim", "qcur", "act", "bck", "stot", "req_tot", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx",
		"econ", "eresp", "wretr", "wredis", "bin", "bout"},
	metric.KindServer: {"status", "weight", "scur", "slim", "qcur", "stot", "lbtot", "hrsp_2xx", "hrsp_4xx", "hrsp_5xx", "econ", "eresp", "wretr",
		"chkfail", "chkdown", "lastchg", "check_status", "last_chk", "addr"},
}

// derived are what the window of an object adds, in seconds but for slow, which says how many times slower a server is
// than its siblings. On a backend the last four count its servers: a viewer who is not shown them all sees how they are.
var derived = [...][]string{
	metric.KindFrontend: {"p50", "p95", "p99", "total", "response", "connect", "queue", "retry"},
	metric.KindBackend:  {"p50", "p95", "p99", "total", "response", "connect", "queue", "retry", "servers", "up", "down", "slow"},
	metric.KindServer:   {"p50", "p95", "p99", "slow"},
}

// letters name the kinds in a reading, as in the typed form.
var letters = map[string]metric.Kind{"F": metric.KindFrontend, "B": metric.KindBackend, "S": metric.KindServer}

// welcome is the first event of a stream: the names of the values, and the last changes.
func (s *station) welcome() []byte {
	facts := s.g.Info.Facts
	names := map[string][]string{}
	for letter, kind := range letters {
		for _, c := range columnsOf(kind) {
			names[letter] = append(names[letter], c.Name)
		}
		names[letter] = append(names[letter], derived[kind]...)
	}
	_, history := proxy.Part[historian](s.g)
	text, err := json.Marshal(map[string]any{
		"columns": names, "node": s.g.Global.Node, "version": facts.Version, "own": facts.Own, "servers": s.count(), "history": history,
	})
	if err != nil {
		return []byte(":\n\n") // maps of texts are never refused
	}
	b := append(append([]byte("event: welcome\ndata: "), text...), "\n\n"...)
	return appendChanges(b, s.changes.recent)
}

// columnsOf returns the columns of a kind of row.
func columnsOf(k metric.Kind) []*metric.Column { return foundColumns()[k] }

var foundColumns = sync.OnceValue(func() (all [len(readColumns)][]*metric.Column) {
	for kind, names := range readColumns {
		for _, c := range metric.Table() {
			if slices.Contains(names, c.Name) {
				all[kind] = append(all[kind], c)
			}
		}
	}
	return all
})

// fewServers is how many servers are in everybody's reading; of more, a viewer gets those of the backend it asks for.
const fewServers = 200

// count returns how many servers there are.
func (s *station) count() (n int) {
	for _, p := range s.g.Proxies() {
		if p.Back != nil {
			n += len(p.Back.Servers())
		}
	}
	return n
}

// reading writes the last reading for those who look at a topic.
func (s *station) reading(topic string) []byte {
	b := append(make([]byte, 0, 4096), "event: reading\ndata: {\"t\":"...)
	b = strconv.AppendFloat(b, float64(s.wall/1e6)/1e3, 'f', 3, 64)
	b = append(b, `,"rows":[`...)
	few := s.count() <= fewServers
	for _, p := range s.g.Proxies() {
		if p.Front != nil {
			b = s.appendRow(b, p.Front)
		}
		if p.Back == nil {
			continue
		}
		b = s.appendRow(b, p.Back)
		if !few && p.Name != topic {
			continue
		}
		for _, srv := range p.Back.Servers() {
			b = s.appendRow(b, srv)
		}
	}
	if b[len(b)-1] == ',' {
		b = b[:len(b)-1]
	}
	return appendChanges(append(b, "]}\n\n"...), s.changes.fresh)
}

// appendRow writes an object: letter, proxy, server, and the values.
func (s *station) appendRow(b []byte, o metric.Object) []byte {
	kind, id := o.MetricKind(), o.MetricIdent()
	b = append(b, '[', '"', kind.Letter(), '"', ',')
	b = appendString(b, id.Proxy)
	b = append(b, ',')
	b = appendString(b, id.Name)
	for _, c := range columnsOf(kind) {
		b = appendValue(append(b, ','), c.Value(o, &s.view))
	}
	w := s.windows[o.MetricSet()]
	names := derived[kind]
	var n serverCount
	if kind == metric.KindBackend {
		n, names = s.counts[o.MetricSet()], names[:len(names)-len(n)]
	}
	for _, name := range names {
		b = appendNumber(append(b, ','), w.value(name))
	}
	if kind == metric.KindBackend {
		for _, count := range n {
			b = strconv.AppendInt(append(b, ','), int64(count), 10)
		}
	}
	return append(b, ']', ',')
}

// value returns a derived value, NaN without.
func (w *window) value(name string) float64 {
	if w == nil || len(w.phases) == 0 {
		return math.NaN()
	}
	v, ok := 0.0, false
	switch name {
	case "p50":
		v, ok = w.quantile(0.5)
	case "p95":
		v, ok = w.quantile(0.95)
	case "p99":
		v, ok = w.quantile(0.99)
	case "slow":
		v, ok = w.times, w.times > 0
	default:
		v, ok = w.mean(slices.Index(derived[metric.KindFrontend][3:], name))
	}
	if !ok {
		return math.NaN()
	}
	return v
}

// appendValue writes a value of the table as JSON.
func appendValue(b []byte, v metric.Value) []byte {
	switch v.Type() {
	case metric.Absent, metric.Unset:
		return append(b, "null"...)
	case metric.Str:
		return appendString(b, v.Text())
	case metric.S32, metric.S64:
		return strconv.AppendInt(b, v.Int(), 10)
	case metric.Flt:
		return appendNumber(b, v.Float())
	}
	return strconv.AppendUint(b, v.Uint(), 10)
}

// appendNumber writes a number with as much precision as a picture can show; null for what is none.
func appendNumber(b []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, f, 'g', 4, 64)
}

// appendString writes a text as JSON.
func appendString(b []byte, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil {
		return append(b, `""`...) // a text is never refused
	}
	return append(b, quoted...)
}
