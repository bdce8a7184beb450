package forward

import (
	"bytes"

	"google.golang.org/protobuf/encoding/protowire"

	"metergate/internal/export"
	"metergate/internal/protobuf"
)

// The fields of ExportMetricsServiceRequest, ResourceMetrics, Resource, ScopeMetrics and InstrumentationScope.
const (
	requestResources                  = 1
	resourcesResource, resourcesScope = 1, 2
	resourceAttribute                 = 1
	scopesScope, scopesMetric         = 1, 2
	scopeName                         = 1
)

// ucum are the names that OpenTelemetry has for units.
var ucum = map[string]string{"seconds": "s", "bytes": "By"}

// An otlpResource is the metrics of one resource, in the order in which they came.
type otlpResource struct {
	attributes []byte
	metrics    []*otlpMetric
	byKey      map[string]*otlpMetric
	parts      int // of the request
}

// An otlpMetric is the data points of one metric.
type otlpMetric struct {
	name   string
	field  int      // of Metric: the type
	head   []byte   // fields of the message in that field, before the data points
	points [][]byte // data points
	size   int      // of all of that
}

// An otlpJoiner makes requests of items. Its memory of metrics is used again for the next one.
type otlpJoiner struct {
	resources []*otlpResource
	key       []byte
}

// keptResources is how many resources are kept: that of the gateway changes with its configuration.
const keptResources = 4

// join makes a request of items, where each metric of a resource stands once. An item that cannot be read is left out:
// it was not made here.
func (j *otlpJoiner) join(parts []part) []byte {
	if len(j.resources) > keptResources {
		j.resources = nil
	}
	for _, r := range j.resources {
		r.empty()
	}
	for _, p := range parts {
		j.add(p.item)
	}
	m := protobuf.Message{Buf: make([]byte, 0, sizeOf(parts)/2)}
	for _, r := range j.resources {
		if r.parts > 0 {
			m.Nest(requestResources, func() { r.write(&m) })
		}
	}
	return m.Buf
}

// empty forgets all data points.
func (r *otlpResource) empty() {
	r.parts = 0
	for _, m := range r.metrics {
		clear(m.points)
		m.points, m.size = m.points[:0], len(m.head)
	}
}

// add adds an item.
func (j *otlpJoiner) add(item []byte) {
	var resource, name, data []byte
	kind := 0
	for field, value := range fields(item) {
		switch field {
		case metricResource:
			resource = value
		case metricName:
			name = value
		default:
			kind, data = field, value
		}
	}
	if kind == 0 {
		return
	}
	r := j.resource(resource)
	r.parts++
	r.metric(&j.key, name, kind, data)
}

// resource returns the one with these attributes.
func (j *otlpJoiner) resource(attributes []byte) *otlpResource {
	for _, r := range j.resources {
		if bytes.Equal(r.attributes, attributes) {
			return r
		}
	}
	r := &otlpResource{attributes: bytes.Clone(attributes), byKey: map[string]*otlpMetric{}}
	j.resources = append(j.resources, r)
	return r
}

// metric adds the data points of a metric: one of another type or temporality, which an older configuration may have queued,
// is another one.
func (r *otlpResource) metric(key *[]byte, name []byte, kind int, data []byte) {
	head := data[:len(data)-len(behindHead(data))]
	*key = append(append(append((*key)[:0], name...), byte(kind)), head...)
	m, known := r.byKey[string(*key)]
	if !known {
		m = &otlpMetric{name: string(name), field: kind, head: bytes.Clone(head), size: len(head)}
		r.byKey[string(*key)] = m
		r.metrics = append(r.metrics, m)
	}
	for field, value := range fields(data[len(head):]) {
		if field == dataPoint {
			m.points = append(m.points, value)
			m.size += 1 + protowire.SizeBytes(len(value)) // its tag is one byte
		}
	}
}

// behindHead returns the data points of a message Gauge, Sum or ExponentialHistogram that was made here: they come last.
func behindHead(data []byte) []byte {
	for {
		field, _, rest, ok := nextField(data)
		if !ok || field == dataPoint {
			return data
		}
		data = rest
	}
}

// write writes a ResourceMetrics.
func (r *otlpResource) write(m *protobuf.Message) {
	m.Bytes(resourcesResource, r.attributes)
	m.Nest(resourcesScope, func() {
		m.Nest(scopesScope, func() { m.Text(scopeName, "metergate") })
		for _, x := range r.metrics {
			if len(x.points) == 0 {
				continue
			}
			m.Nest(scopesMetric, func() {
				m.Text(metricName, x.name)
				if f := export.FamilyOf(x.name); f != nil {
					m.Text(metricHelp, f.Help)
					if unit := ucum[f.Unit]; unit != "" {
						m.Text(metricUnit, unit)
					}
				}
				x.write(m)
			})
		}
	})
}

// write writes the message that holds the data points.
func (x *otlpMetric) write(m *protobuf.Message) {
	m.Begin(x.field, x.size)
	m.Buf = append(m.Buf, x.head...)
	for _, p := range x.points {
		m.Bytes(dataPoint, p)
	}
}
