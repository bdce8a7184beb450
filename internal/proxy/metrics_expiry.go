package proxy

import (
	"time"

	"metergate/internal/metric"
)

// The end of certificates, which the default alert CertificateExpires watches. The column is our own.
var _ = metric.Declare(metric.Column{
	Name: "ssl_expiry", CSV: metric.Own + 60, Type: metric.U64, Unit: metric.Seconds, On: metric.On("SGPV", metric.Frontend),
	Prom: metric.Exported("ssl_certificate_expiry_timestamp_seconds"),
	Help: "When the first of the certificates of the binds ends to be valid, in seconds since 1970.",
	Read: metric.Of(func(f *Frontend, _ *metric.View) metric.Value { return f.expiry() }),
})

// expiry returns when the first of the certificates of the frontend ends to be valid, none without any.
func (f *Frontend) expiry() metric.Value {
	var first time.Time
	for _, b := range f.bindings {
		if end := b.earliest(); first.IsZero() || !end.IsZero() && end.Before(first) {
			first = end
		}
	}
	if first.IsZero() {
		return metric.None()
	}
	return metric.Uint64(uint64(max(first.Unix(), 0)))
}
