package forward

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"metergate/internal/export"
	"metergate/internal/metric"
)

var _ = declare(kind{
	name: "elasticsearch", schemes: []string{"http", "https"}, options: "data-stream index logs-data-stream logs-index gzip", logs: logsAsked,
	help: "Elasticsearch and OpenSearch, by _bulk: a document for each row, field for field as Metricbeat's module haproxy writes them, with our own columns " +
		"beside them under metergate. `data-stream`, metricbeat-metergate when absent, names the data stream; `index` names indices instead, by day as in " +
		"metricbeat-metergate-%{+yyyy.MM.dd}. With `logs on` access logs go to the data stream of `logs-data-stream`, filebeat-metergate when absent, or to the indices of " +
		"`logs-index`, field for field as Filebeat's module haproxy writes them. `gzip off` sends bodies as they are. `metergate forward install <file> [<name>]` installs the templates.",
	guarantee: "At least once, under an _id that is the same each time, so that each document is stored once: per day with `index`, and with `data-stream` but for a " +
		"document that is sent again after a rollover.",
	open: openElastic, install: installElastic,
})

// An elastic delivers documents to Elasticsearch. Its items are documents without their action lines, which name them by
// the number that the queue gives them.
type elastic struct {
	*client
	index  elasticIndex
	logs   elasticIndex // where access logs go
	packed bool
	bulk   string // URL
	sheets map[metric.Kind]elasticSheet
	buf    []byte

	logSheet elasticSheet
	logBuf   []byte
}

func openElastic(t *target) (form, error) {
	e := &elastic{client: newClient(t), sheets: map[metric.Kind]elasticSheet{}, bulk: strings.TrimSuffix(t.url.String(), "/") + "/_bulk"}
	if t.url.RawQuery != "" || strings.HasSuffix(t.url.Path, "_bulk") {
		return nil, errors.New("'target' : elasticsearch expects the URL of the server, without _bulk and without a query")
	}
	switch packed := t.options.or("gzip", "on"); packed {
	case "on", "off":
		e.packed = packed == "on"
	default:
		return nil, errors.New("'target' : 'gzip' of elasticsearch is on or off")
	}
	var err error
	if e.index, err = elasticMetrics.index(t.options); err != nil {
		return e, err
	}
	e.logSheet = newElasticLogSheet(t.labels)
	e.logs, err = elasticLogs.index(t.options)
	return e, err
}

// items makes a document of each row.
func (e *elastic) items(k *tick, add func(item []byte)) {
	x := newElasticRow(k, e.target)
	for o := range k.rows {
		x.object, x.kind = o, o.MetricKind()
		s, known := e.sheets[x.kind]
		if !known {
			s = newElasticSheet(x.kind, k.labels)
			e.sheets[x.kind] = s
		}
		var some bool
		if e.buf, some = s.document(e.buf[:0], x); some {
			add(bytes.Clone(e.buf))
		}
	}
}

// deliver sends documents to be created: one that is there already was stored before, and nobody was told.
func (e *elastic) deliver(ctx context.Context, m *message) verdict {
	var body []byte
	for i := range m.parts {
		p := &m.parts[i]
		index, document := &e.index, p.item
		if _, entry, is := cutElasticEntry(p.item); is {
			index, document = &e.logs, entry
		}
		body = append(body, `{"create":{"_index":`...)
		body = export.AppendString(body, index.at(p.at))
		body = append(body, `,"_id":"`...)
		body = append(body, elasticID(m, p)...)
		body = append(body, "\"}}\n"...)
		body = append(body, document...)
		body = append(body, '\n')
	}
	header := append(sequence(m), "Content-Type", "application/x-ndjson", "Accept", "application/json")
	if e.packed {
		body, header = zipped(body), append(header, "Content-Encoding", "gzip")
	}
	a, v := e.post(ctx, e.bulk+"?filter_path=errors,items.*.status,items.*.error", body, header...)
	if v.err != nil {
		return v
	}
	return elasticVerdict(m, a.body)
}

// elasticID names a document for ever.
func elasticID(m *message, p *part) string {
	if name, _, is := cutElasticEntry(p.item); is {
		return name
	}
	return fmt.Sprintf("%s-%d-%d", m.identity, p.seq, p.index)
}
