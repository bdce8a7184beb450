package forward

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"metergate/internal/export"
	"metergate/internal/protobuf"
)

var _ = declare(kind{
	name: "otlp", schemes: []string{"http", "https", "grpc", "grpcs"}, options: "temporality gzip",
	help: "An OpenTelemetry collector and whatever else takes OTLP, in protobuf over HTTP or over gRPC. A URL without a port gets 4318, or 4317 over gRPC; " +
		"one without a path `/v1/metrics`. Metrics have the names and attributes that the exporter gives them: counters are monotonic sums, distributions exponential histograms. " +
		"The resource has service.name, service.instance.id, host.name and the labels of the section. `temporality { cumulative | delta }` is cumulative when absent; " +
		"`gzip { on | off }` compresses, as it does when absent.",
	guarantee: "At least once and in order for each series; what arrives twice has the same times and, cumulative, counts once. With `temporality delta` " +
		"a receiver that does not look at the times counts twice what arrives twice.",
	open: openOTLP,
})

// An otlp delivers metrics to OpenTelemetry. Its items are messages Metric with one data point each, and with a field of
// ours for the resource: see otlpJoiner.
type otlp struct {
	*client
	url       string
	delta     bool
	plain     bool // not compressed
	transport func(x *otlp, ctx context.Context, m *message, body []byte) verdict

	hostname  string
	resource  []byte    // attributes, as they were at the last tick
	resources int       // how many there were
	before    time.Time // the last tick
	memory    export.Memory[observed]
	growth    growth
	message   protobuf.Message

	joiner otlpJoiner // of deliver
}

func openOTLP(t *target) (form, error) {
	temporality, zip := t.options.or("temporality", "cumulative"), t.options.or("gzip", "on")
	switch {
	case temporality != "cumulative" && temporality != "delta":
		return nil, errors.New("'target' : 'temporality' of otlp is cumulative or delta")
	case zip != "on" && zip != "off":
		return nil, errors.New("'target' : 'gzip' of otlp is on or off")
	}
	x := &otlp{client: newClient(t), delta: temporality == "delta", plain: zip == "off", transport: (*otlp).overHTTP}
	x.hostname, _ = os.Hostname() // without one there is no attribute
	u := *t.url
	if strings.HasPrefix(u.Scheme, "grpc") {
		if strings.Trim(u.Path, "/") != "" {
			return nil, fmt.Errorf("'target' : a URL %s:// of otlp has no path", u.Scheme)
		}
		x.transport = (*otlp).overGRPC
		x.client.onlyHTTP2()
	}
	x.url = otlpURL(u, t.tls != nil)
	return x, nil
}

// otlpURL completes a URL with what the protocol has for ports and paths.
func otlpURL(u url.URL, secret bool) string {
	port, path := "4318", "/v1/metrics"
	if strings.HasPrefix(u.Scheme, "grpc") {
		port, path = "4317", exportMethod
	}
	u.Scheme = "http"
	if secret {
		u.Scheme = "https"
	}
	if u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), port)
	}
	if strings.Trim(u.Path, "/") == "" {
		u.Path = path
	}
	return u.String()
}

// exportMethod is the path of the gRPC method that takes metrics.
const exportMethod = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"

// deliver sends a request.
func (x *otlp) deliver(ctx context.Context, m *message) verdict {
	return x.transport(x, ctx, m, x.joiner.join(m.parts))
}

// overHTTP sends a request over HTTP.
func (x *otlp) overHTTP(ctx context.Context, m *message, body []byte) verdict {
	header := append(sequence(m), "Content-Type", "application/x-protobuf")
	if !x.plain {
		body, header = zipped(body), append(header, "Content-Encoding", "gzip")
	}
	a, v := x.post(ctx, x.url, body, header...)
	return otlpVerdict(&a, v, len(m.parts))
}
