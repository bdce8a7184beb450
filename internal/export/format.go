package export

import (
	"io"
	"strconv"
	"strings"

	"metergate/internal/metric"
)

// A Format is one in which scrapers understand metrics.
type Format struct {
	// ContentType is that of the answer.
	ContentType string
	// Write renders a scrape.
	Write func(w io.Writer, process metric.Object, rows Rows, v *metric.View, s *Scrape) error

	media string            // what an Accept field calls it
	needs map[string]string // parameters that it must have there, where it has them
}

// The formats: the text is for whoever does not ask for another one.
var formats = []*Format{
	{"text/plain; version=0.0.4", Prometheus, "text/plain", map[string]string{"version": "0.0.4"}},
	{"application/openmetrics-text; version=1.0.0; charset=utf-8", OpenMetrics, "application/openmetrics-text",
		map[string]string{"version": "1.0.0"}},
	{"application/openmetrics-text; version=0.0.1; charset=utf-8", OpenMetrics, "application/openmetrics-text",
		map[string]string{"version": "0.0.1"}},
	{"application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited", Protobuf,
		"application/vnd.google.protobuf", map[string]string{"proto": "io.prometheus.client.MetricFamily", "encoding": "delimited"}},
}

// Negotiate returns the format that a scraper likes best, by the values of its Accept fields: the one with the highest
// quality, of several the first. Without a field, or when it names nothing that we have, that is the text.
func Negotiate(accept []string) *Format {
	best, quality := formats[0], 0.0
	for _, field := range accept {
		for item := range strings.SplitSeq(field, ",") {
			if f, q := matching(item); f != nil && q > quality {
				best, quality = f, q
			}
		}
	}
	return best
}

// matching returns the format that one item of an Accept field names, with its quality.
func matching(item string) (*Format, float64) {
	media, params, _ := strings.Cut(item, ";")
	media = strings.ToLower(strings.TrimSpace(media))
	for _, f := range formats {
		if media == "*/*" || media == "text/*" || media == f.media {
			if q, ok := f.accepts(params); ok {
				return f, q
			}
		}
	}
	return nil, 0
}

// accepts reports whether the parameters of an item fit the format, and returns the quality among them.
func (f *Format) accepts(params string) (quality float64, ok bool) {
	quality = 1
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
		name, value = strings.ToLower(name), strings.Trim(value, `"`)
		if name == "q" {
			q, err := strconv.ParseFloat(value, 64)
			if err != nil || q < 0 || q > 1 {
				return 0, false
			}
			quality = q
		} else if want := f.needs[name]; want != "" && value != want {
			return 0, false
		}
	}
	return quality, true
}
