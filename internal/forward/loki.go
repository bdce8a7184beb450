package forward

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/golang/snappy"

	"metergate/internal/protobuf"
)

var _ = declare(kind{
	name: "loki", schemes: []string{"http", "https"}, options: "metadata", logs: logsOnly,
	help: "Loki, by its push API: the access logs, an object in JSON for each request that has ended. Each frontend is a stream, with the labels job, instance and proxy beside those of " +
		"the section. A URL without a path gets /loki/api/v1/push. `metadata off` sends no structured metadata (status, level, backend, server, operation, consumer, trace_id), which " +
		"releases before 3.0 refuse; a receiver that says so gets none anyway. A tenant is named by `http-header X-Scope-OrgID <tenant>`.",
	guarantee: "At least once, in the order of time within each message; what arrives twice is the same to the last byte, which Loki stores once. Entries that Loki finds too old are dropped, counted and named.",
	open:      openLoki,
})

// A loki delivers access logs to Loki. An item is the labels of a stream, a time and an entry: see appendLokiItem.
type loki struct {
	*client
	url      string
	metadata bool
	message  protobuf.Message
	line     []byte
}

// The bounds that Loki has when it is not told otherwise.
const (
	lokiLabels     = 15
	lokiLabelValue = 2048
	lokiPath       = "/loki/api/v1/push"
)

// The labels of each stream.
const (
	lokiJob, lokiInstance, lokiProxy = "job", "instance", "proxy"
)

var lokiName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)

func openLoki(t *target) (form, error) {
	l := &loki{client: newClient(t), url: t.url.String()}
	if strings.Trim(t.url.Path, "/") == "" {
		l.url = strings.TrimSuffix(l.url, "/") + lokiPath
	}
	switch metadata := t.options.or("metadata", "on"); metadata {
	case "on", "off":
		l.metadata = metadata == "on"
	default:
		return nil, errors.New("'target' : 'metadata' of loki is on or off")
	}
	if len(t.labels)+3 > lokiLabels {
		return nil, fmt.Errorf("'label' : loki takes streams of %d labels, of which %d are free", lokiLabels, lokiLabels-3)
	}
	for _, label := range t.labels {
		if !lokiName.MatchString(label.name) || len(label.value) > lokiLabelValue {
			return nil, fmt.Errorf("'label' : loki takes no label '%s' with a value of %d bytes", label.name, len(label.value))
		}
	}
	return l, nil
}

// items adds nothing: metrics are not for Loki.
func (l *loki) items(*tick, func([]byte)) {}

// entry makes the item of a record.
func (l *loki) entry(r *record) []byte {
	l.line = r.appendLine(l.line[:0])
	us, _ := r.number(factEnd)
	l.message.Buf = l.message.Buf[:0]
	l.message.Nest(entryTime, func() {
		l.message.Varint(timeSeconds, uint64(us/1e6))
		l.message.Varint(timeNanos, uint64(us%1e6*1e3))
	})
	l.message.Text(entryLine, string(l.line))
	return appendLokiItem(nil, l.stream(r), us*1e3, l.message.Buf, l.facts(r))
}

// stream names the stream of a record, as Loki writes labels.
func (l *loki) stream(r *record) string {
	all := map[string]string{lokiJob: "haproxy", lokiInstance: r.instance, lokiProxy: r.text(factFrontend)}
	for _, label := range l.target.labels {
		all[label.name] = label.value
	}
	var text []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		text = append(text, name+"="+strconv.Quote(all[name]))
	}
	return "{" + strings.Join(text, ", ") + "}"
}

// facts are the structured metadata of a record, as fields of an entry.
func (l *loki) facts(r *record) []byte {
	var m protobuf.Message
	for _, f := range []struct{ name, value string }{
		{"level", r.level()}, {"status", r.safe(factStatus)}, {"backend", r.safe(factOf("backend"))}, {"server", r.safe(factOf("server"))},
		{"operation", r.safe(factOf("operation"))}, {"consumer", r.safe(factOf("consumer"))}, {"trace_id", r.trace()},
	} {
		if f.value != "" {
			m.Nest(entryMetadata, func() {
				m.Text(pairName, f.name)
				m.Text(pairValue, f.value)
			})
		}
	}
	return m.Buf
}

// The fields of the messages PushRequest, Stream, Entry and LabelPair of Loki, and of a Timestamp.
const (
	pushStream                          = 1
	streamLabels, streamEntry           = 1, 2
	entryTime, entryLine, entryMetadata = 1, 2, 3
	pairName, pairValue                 = 1, 2
	timeSeconds, timeNanos              = 1, 2
)

// appendLokiItem appends the labels of a stream, the time of an entry in ns since 1970, the entry and its metadata. Texts
// have their lengths before them.
func appendLokiItem(b []byte, stream string, ns int64, entry, metadata []byte) []byte {
	b = append(binary.AppendUvarint(b, uint64(len(stream))), stream...)
	b = binary.LittleEndian.AppendUint64(b, uint64(ns))
	b = append(binary.AppendUvarint(b, uint64(len(entry))), entry...)
	return append(b, metadata...)
}

// A lokiItem is an item taken apart.
type lokiItem struct {
	stream          string
	ns              int64
	entry, metadata []byte
}

func cutLokiItem(b []byte) (i lokiItem) {
	n, used := binary.Uvarint(b)
	i.stream, b = string(b[used:used+int(n)]), b[used+int(n):]
	i.ns, b = int64(binary.LittleEndian.Uint64(b)), b[8:]
	n, used = binary.Uvarint(b)
	i.entry, i.metadata = b[used:used+int(n)], b[used+int(n):]
	return i
}

// body makes a request of parts: their streams, with entries in the order of their time.
func (l *loki) body(parts []part, at []int) []byte {
	streams := map[string][]lokiItem{}
	for _, i := range at {
		item := cutLokiItem(parts[i].item)
		streams[item.stream] = append(streams[item.stream], item)
	}
	var m protobuf.Message
	for _, name := range slices.Sorted(maps.Keys(streams)) {
		entries := streams[name]
		slices.SortStableFunc(entries, func(a, b lokiItem) int { return int(min(max(a.ns-b.ns, -1), 1)) })
		m.Nest(pushStream, func() {
			m.Text(streamLabels, name)
			for _, e := range entries {
				m.Bytes(streamEntry, l.whole(&e))
			}
		})
	}
	return snappy.Encode(nil, m.Buf)
}

// whole returns the entry, with its metadata where they are wanted.
func (l *loki) whole(i *lokiItem) []byte {
	if !l.metadata {
		return i.entry
	}
	return slices.Concat(i.entry, i.metadata)
}

// deliver pushes entries, in requests that Loki takes.
func (l *loki) deliver(ctx context.Context, m *message) verdict {
	p := lokiPush{loki: l, ctx: ctx, m: m, left: lokiPatience}
	var some []int
	size := 0
	for i := range m.parts {
		if size += len(m.parts[i].item); size > lokiBytes && len(some) > 0 {
			p.push(some)
			some, size = nil, len(m.parts[i].item)
		}
		some = append(some, i)
	}
	p.push(some)
	return p.verdict()
}

// lokiBytes bounds the entries of a request: Loki takes 4 MB a second of each tenant when it is not told otherwise.
const lokiBytes = 1 << 20

// tooOld finds the time before which Loki takes no entries.
var tooOld = regexp.MustCompile(`oldest acceptable timestamp is: ([0-9TZ:+-]+)`)

// oldest returns the newest of these times that an answer names, in ns since 1970; 0 when it names none.
func oldest(body []byte) (ns int64) {
	for _, match := range tooOld.FindAllSubmatch(body, -1) {
		if t, err := time.Parse(time.RFC3339, string(bytes.TrimSpace(match[1]))); err == nil {
			ns = max(ns, t.UnixNano())
		}
	}
	return ns
}
