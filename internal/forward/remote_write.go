package forward

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/golang/snappy"

	"metergate/internal/export"
	"metergate/internal/protobuf"
)

var _ = declare(kind{
	name: "prometheus-remote-write", schemes: []string{"http", "https"}, options: "version histograms",
	help: "Prometheus, Mimir, Thanos, VictoriaMetrics and whatever else takes remote write. `version 2`, the default, is remote write 2.0, " +
		"with exemplars, start times and descriptions in each message; `version 1` is 1.0, which receivers that know no other get anyway. Series are those " +
		"that a scrape of the exporter makes, with job and instance. `histograms classic`, the default, has those of frontends, backends and " +
		"operations; `histograms native` has those of all objects, for receivers that store native histograms.",
	guarantee: "At least once and in order for each series; what arrives twice has the same time and value, which receivers count once.",
	open:      openRemoteWrite,
})

// A remoteWrite delivers series to Prometheus. Its items are fields timeseries of a WriteRequest 1.0, so that items behind
// each other are one; version 2 is made of them.
type remoteWrite struct {
	*client
	version   string
	native    bool // histograms are native ones
	memory    export.Memory[written]
	message   protobuf.Message
	v2        writerV2
	described time.Time // when descriptions were sent to a receiver of version 1.0
}

func openRemoteWrite(t *target) (form, error) {
	v, h := t.options.or("version", "2"), t.options.or("histograms", "classic")
	if v != "1" && v != "2" {
		return nil, errors.New("'target' : 'version' of prometheus-remote-write is 1 or 2")
	}
	if h != "classic" && h != "native" {
		return nil, errors.New("'target' : 'histograms' of prometheus-remote-write is classic or native")
	}
	return &remoteWrite{client: newClient(t), version: v, native: h == "native"}, nil
}

// The fields of the messages TimeSeries and Histogram of remote write 1.0, and one of ours, which receivers pass over.
const (
	requestSeries, requestMetadata                          = 1, 3
	seriesLabel, seriesSample, seriesExemplar, seriesNative = 1, 2, 3, 4
	seriesStart                                             = 1000
	labelName, labelValue                                   = 1, 2
	sampleValue, sampleTime                                 = 1, 2
	exemplarLabel, exemplarValue, exemplarTime              = 1, 2, 3
	nativeCount, nativeSum, nativeSchema                    = 1, 3, 4
	nativeZeroBelow, nativeZero                             = 5, 6
	nativeSpan, nativeDelta, nativeTime                     = 11, 12, 15
	spanOffset, spanLength                                  = 1, 2

	metadataType, metadataName, metadataHelp, metadataUnit = 1, 2, 4, 5
)

// typesV1 are the numbers of types in descriptions.
var typesV1 = [...]uint64{export.Counter: 1, export.Gauge: 2, export.Histogram: 3}

// deliver sends a request. A receiver that does not know version 2.0 gets 1.0 from then on.
func (w *remoteWrite) deliver(ctx context.Context, m *message) verdict {
	version, content, body := "2.0.0", "application/x-protobuf;proto=io.prometheus.write.v2.Request", []byte(nil)
	describe := false
	if w.version == "2" {
		body = w.v2.request(m.parts)
	} else {
		version, content = "0.1.0", "application/x-protobuf"
		if body, describe = joined(m.parts), time.Since(w.described) > describeEvery; describe {
			body = appendDescriptions(body)
		}
	}
	a, v := w.post(ctx, w.target.url.String(), snappy.Encode(nil, body), append(sequence(m),
		"Content-Encoding", "snappy", "Content-Type", content, "X-Prometheus-Remote-Write-Version", version)...)
	switch {
	case w.version == "2" && (a.status == http.StatusUnsupportedMediaType || a.status/100 == 2 && a.header.Get(writtenHeader) == ""):
		w.version = "1"
		return w.deliver(ctx, m)
	case v.err == nil && describe:
		w.described = time.Now()
	}
	return v
}

// writtenHeader is what receivers of version 2.0 answer with; those that do not know it may take a request and store nothing.
const writtenHeader = "X-Prometheus-Remote-Write-Samples-Written"

// describeEvery is how often descriptions are sent to a receiver of version 1.0.
const describeEvery = 10 * time.Minute

// joined returns the items of parts, one behind the other.
func joined(parts []part) []byte {
	body := make([]byte, 0, sizeOf(parts))
	for _, p := range parts {
		body = append(body, p.item...)
	}
	return body
}

// sizeOf returns how many bytes the items of parts have.
func sizeOf(parts []part) (n int) {
	for i := range parts {
		n += len(parts[i].item)
	}
	return n
}

// appendDescriptions adds what all metrics are, as fields of a request of version 1.0.
func appendDescriptions(body []byte) []byte {
	m := protobuf.Message{Buf: body}
	for f := range export.AllFamilies {
		m.Nest(requestMetadata, func() {
			m.Varint(metadataType, typesV1[f.Type])
			m.Text(metadataName, f.Name)
			m.Text(metadataHelp, f.Help)
			if f.Unit != "" {
				m.Text(metadataUnit, f.Unit)
			}
		})
	}
	return m.Buf
}
