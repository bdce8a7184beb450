package proxy

import (
	"crypto/tls"
	"errors"
	"strings"

	"metergate/internal/cert"
	"metergate/internal/sample"
)

// A tlsError is what made a handshake fail, by the number and the words that OpenSSL has for it.
type tlsError struct {
	number int64
	text   string
}

// The errors that are told apart.
var (
	tlsUntrusted = tlsError{0x0A000086, "certificate verify failed"}
	tlsNoCert    = tlsError{0x0A0000C7, "peer did not return a certificate"}
	tlsNoCipher  = tlsError{0x0A0000C1, "no shared cipher"}
	tlsVersion   = tlsError{0x0A000102, "unsupported protocol"}
	tlsOther     = tlsError{0x0A0000E3, "ssl handshake failure"}
)

// tlsErrorOf tells what an error of a handshake is; the zero value is none.
func tlsErrorOf(err error) tlsError {
	var untrusted *untrustedClient
	var server *tls.CertificateVerificationError
	switch {
	case err == nil || closedEarly(err):
		return tlsError{}
	case errors.As(err, &untrusted), errors.As(err, &server):
		return tlsUntrusted
	}
	text := err.Error()
	for _, known := range []struct {
		part string
		is   tlsError
	}{
		{"didn't provide a certificate", tlsNoCert}, {"no cipher suite supported", tlsNoCipher}, {"unsupported versions", tlsVersion},
		{"no mutually supported protocol", tlsVersion},
	} {
		if strings.Contains(text, known.part) {
			return known.is
		}
	}
	return tlsOther
}

// clientFault is what a client is called whose certificate is not accepted.
func (e *untrustedClient) fault() fault {
	if e.verdict.Err == cert.OK || e.verdict.Result != e.verdict.Err {
		return clientCAFault
	}
	return clientCrtFault
}

func init() {
	for _, side := range []struct {
		name, with string
		needs      sample.Source
		of         func(s *Stream) (tlsError, bool)
	}{
		{"ssl_fc", "the client", sample.Client5, func(s *Stream) (tlsError, bool) { return s.sess.tlsError, s.sess.hand != nil || s.client.TLS() != nil }},
		{"ssl_bc", "the server", sample.Server5, func(s *Stream) (tlsError, bool) { return tlsError{}, s.serverTLS != nil }},
	} {
		sample.RegisterFetch(
			sample.Fetch{
				Name: side.name + "_err", Out: sample.Int, Needs: side.needs, Help: "Number of the error that the handshake with " + side.with + " met, as OpenSSL has it; 0 for none.",
				Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
					e, ok := side.of(s)
					return sample.IntOf(e.number), ok
				}),
			},
			sample.Fetch{
				Name: side.name + "_err_str", Out: sample.Str, Needs: side.needs, Help: "That error in words.",
				Get: onStreamCx(func(cx *sample.Ctx, s *Stream, _ sample.Args) (sample.Value, bool) {
					e, ok := side.of(s)
					if !ok || e.number == 0 {
						return sample.Value{}, false
					}
					return cx.Str(append(append(cx.Temp(80), "error::SSL routines::"...), e.text...))
				}),
			},
		)
	}
}
