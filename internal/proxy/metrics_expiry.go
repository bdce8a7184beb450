package proxy

import (
	"crypto/tls"
	"time"

	"metergate/internal/metric"
)

// The end of certificates, which the default alert CertificateExpires watches. The column is our own.
var _ = metric.Declare(metric.Column{
	Name: "ssl_expiry", CSV: metric.Own + 60, Type: metric.U64, Unit: metric.Seconds, On: metric.On("SGPV", metric.Frontend),
	Prom: metric.Exported("ssl_certificate_expiry_timestamp_seconds"),
	Help: "When the first of the certificates of the binds ends to be valid, in seconds since 1970.",
	Read: metric.Of(func(f *Frontend, _ *metric.View) metric.Value { return f.expiry.value() }),
})

// An expiry is when the first of some certificates ends to be valid; zero without any.
type expiry struct{ time.Time }

// note takes certificates in.
func (e *expiry) note(cs *certificates) {
	e.first(cs.first)
	for _, same := range cs.byName {
		e.first(same)
	}
}

func (e *expiry) first(certs []*tls.Certificate) {
	for _, cert := range certs {
		if end := cert.Leaf.NotAfter; e.IsZero() || end.Before(e.Time) {
			e.Time = end
		}
	}
}

func (e *expiry) value() metric.Value {
	if e.IsZero() {
		return metric.None()
	}
	return metric.Uint64(uint64(max(e.Unix(), 0)))
}
