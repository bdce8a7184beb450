package proxy

import (
	"fmt"
	"slices"
	"strings"

	"metergate/internal/sample"
)

// The fields of records, beside the words of a log-format that give their values. Times are in µs since 1970, spans in ms
// and -1 where they were not reached. Records are for programs: whoever passes one on keeps secrets to himself, such as
// values in the target.
var (
	recordFields = []recordField{
		{"end", "[date(0,us)]"},
		{"frontend", "f"}, {"listener", "[so_name]"}, {"backend", "b"}, {"server", "s"},
		{"client", "ci"}, {"client_port", "cp"}, {"address", "fi"}, {"port", "fp"},
		{"tls_version", "[ssl_fc_protocol]"}, {"tls_cipher", "[ssl_fc_cipher]"},
		{"queue_ms", "Tw"}, {"connect_ms", "Tc"},
		{"bytes_in", "U"}, {"bytes_out", "B"},
		{"connections", "ac"}, {"frontend_connections", "fc"}, {"backend_connections", "bc"}, {"server_connections", "sc"}, {"retries", "rc"},
		{"server_queue", "sq"}, {"backend_queue", "bq"},
		{"error", "[fc_err_name]"},
	}
	recordFieldsTCP = []recordField{
		{"mode", "[str(tcp)]"}, {"begin", "[accept_date(us)]"}, {"total_ms", "Tt"}, {"ending", "ts"},
	}
	recordFieldsHTTP = []recordField{
		{"mode", "[str(http)]"}, {"begin", "[request_date(us)]"}, {"total_ms", "Ta"}, {"ending", "tsc"},
		{"method", "HM"}, {"target", "HU"}, {"version", "HV"}, {"host", "[req.hdr(host)]"}, {"user_agent", "[req.hdr(user-agent)]"},
		{"status", "ST"}, {"request_ms", "TR"}, {"response_ms", "Tr"},
		{"request_captures", "hr"}, {"response_captures", "hs"}, {"request_cookie", "CC"}, {"response_cookie", "CS"},
		{"id", "ID"}, {"traceparent", "[req.hdr(traceparent)]"}, {"operation", "[operation]"}, {"consumer", "[consumer]"},
	}
)

// A recordField is a fact of a request with the word of a log-format that tells it.
type recordField struct{ name, word string }

// RecordNames are the names of all fields that records may have.
func RecordNames() (names []string) {
	for _, f := range slices.Concat(recordFields, recordFieldsTCP, recordFieldsHTTP) {
		if !slices.Contains(names, f.name) {
			names = append(names, f.name)
		}
	}
	return names
}

// Record has take called with the record of each request, or of each connection in mode tcp, when it has ended, on those
// frontends whose names are wanted. A record is an object in JSON, without control characters. take is called on loops: it
// must not wait, and must not keep what it is given. Record is called before the gateway starts.
func (g *Gateway) Record(wanted func(frontend string) bool, take func(record []byte)) {
	for _, p := range g.Proxies() {
		if f := p.Front; f != nil && wanted(f.Name) {
			if f.record == nil {
				f.record = f.recordFormat()
			}
			f.recorders = append(f.recorders, take)
		}
	}
}

// recordFormat compiles what makes records.
func (f *Frontend) recordFormat() *sample.Format {
	own := recordFieldsTCP
	if f.Mode == ModeHTTP {
		own = recordFieldsHTTP
	}
	text := "%{+json,+bin}o"
	for _, r := range slices.Concat(own, recordFields) {
		text += " %(" + r.name + ")" + r.word
	}
	format, err := sample.ParseFormat(text, &sample.Env{Proxy: f.title(), Resolve: f.gateway.object})
	if err != nil {
		panic(fmt.Sprintf("the fields of records cannot be compiled: %v: %s", err, strings.ReplaceAll(text, "%", "")))
	}
	return format
}

// tellRecord hands the record of what ended to those who want it.
func (s *Stream) tellRecord() {
	f := s.front
	if len(f.recorders) == 0 || s.unlogged {
		return
	}
	l := s.lane
	s.cx.Now = l.loop.Wall()
	l.line = f.record.Append(l.line[:0], &s.cx)
	for _, take := range f.recorders {
		take(l.line)
	}
}
