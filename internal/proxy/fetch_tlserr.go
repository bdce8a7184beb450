package proxy

import (
	"crypto/tls"
	"errors"
	"fmt"
	"strings"

	"metergate/internal/cert"
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// A tlsError is what made a handshake fail, by the number and the words that OpenSSL has for it.
type tlsError struct {
	number int64
	text   string
}

// code is the number, 0 of none.
func (e *tlsError) code() int64 {
	if e == nil {
		return 0
	}
	return e.number
}

// The errors that are told apart.
var (
	tlsUntrusted = &tlsError{0x0A000086, "certificate verify failed"}
	tlsNoCert    = &tlsError{0x0A0000C7, "peer did not return a certificate"}
	tlsNoCipher  = &tlsError{0x0A0000C1, "no shared cipher"}
	tlsVersion   = &tlsError{0x0A000102, "unsupported protocol"}
	tlsPlain     = &tlsError{0x0A00010B, "wrong version number"}
	tlsHTTP      = &tlsError{0x0A00009C, "http request"}
	tlsOther     = &tlsError{0x0A0000E5, "ssl handshake failure"}
)

// tlsFaults are the errors of crypto/tls by what their texts hold. What the other side says in an alert has the alert's number
// (RFC 8446 section 6) and 1000.
var tlsFaults = []struct {
	part string
	is   *tlsError
}{
	{"didn't provide a certificate", tlsNoCert}, {"no cipher suite supported", tlsNoCipher}, {"unsupported versions", tlsVersion},
	{"no mutually supported protocol", tlsVersion}, {"does not look like a TLS handshake", tlsPlain},
	{"no certificates configured", &tlsError{0x0A0000EA, "callback failed"}}, // for the name that is asked for
	{"remote error: tls: handshake failure", &tlsError{0x0A000410, "sslv3 alert handshake failure"}},
	{"remote error: tls: bad certificate", &tlsError{0x0A000412, "sslv3 alert bad certificate"}},
	{"remote error: tls: revoked certificate", &tlsError{0x0A000414, "sslv3 alert certificate revoked"}},
	{"remote error: tls: expired certificate", &tlsError{0x0A000415, "sslv3 alert certificate expired"}},
	{"remote error: tls: unknown certificate authority", &tlsError{0x0A000418, "tlsv1 alert unknown ca"}},
	{"remote error: tls: unknown certificate", &tlsError{0x0A000416, "sslv3 alert certificate unknown"}},
	{"remote error: tls: protocol version not supported", &tlsError{0x0A00042E, "tlsv1 alert protocol version"}},
	{"remote error: tls: internal error", &tlsError{0x0A000438, "tlsv1 alert internal error"}},
	{"remote error: tls: unrecognized name", &tlsError{0x0A000458, "tlsv1 unrecognized name"}},
	{"remote error: tls: certificate required", &tlsError{0x0A00045C, "tlsv13 alert certificate required"}},
}

// tlsErrorOf tells what an error of a handshake is; nil is none. A connection that ended, or took too long, is no
// error of TLS.
func tlsErrorOf(err error) *tlsError {
	var untrusted *untrustedClient
	var server *tls.CertificateVerificationError
	switch {
	case err == nil || closedEarly(err) || netio.Errno(err) != 0 || unfinished(err):
		return nil
	case errors.As(err, &untrusted), errors.As(err, &server):
		return tlsUntrusted
	}
	var record tls.RecordHeaderError
	if errors.As(err, &record) && isMethod(record.RecordHeader) {
		return tlsHTTP
	}
	text := causeOf(err)
	for _, known := range tlsFaults {
		if strings.Contains(text, known.part) {
			return known.is
		}
	}
	return tlsOther
}

// causeOf is the text of an error, that of the handshake itself where it is wrapped.
func causeOf(err error) string {
	var shake *shakeError
	if errors.As(err, &shake) {
		err = shake.error
	}
	return err.Error()
}

// isMethod reports whether a record begins as a request of HTTP does.
func isMethod(header [5]byte) bool {
	for _, m := range [...]string{"GET ", "HEAD ", "POST ", "PUT ", "CONNE"} {
		if strings.HasPrefix(string(header[:]), m) {
			return true
		}
	}
	return false
}

// append writes the error as OpenSSL does.
func (e *tlsError) append(b []byte) []byte {
	return fmt.Appendf(b, "error:%08X:SSL routines::%s", e.number, e.text)
}

// unfinished reports whether a handshake was given up by this side.
func unfinished(err error) bool {
	for _, why := range []error{netio.ErrDeadline, netio.ErrCanceled, netio.ErrStopping, netio.ErrHangup, netio.ErrClosed} {
		if errors.Is(err, why) {
			return true
		}
	}
	return false
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
		of         func(s *Stream) (*tlsError, bool)
	}{
		{"ssl_fc", "the client", sample.Client5, func(s *Stream) (*tlsError, bool) { return s.sess.tlsError, s.sess.listener.TLS != nil }},
		{"ssl_bc", "the server", sample.Server5, func(s *Stream) (*tlsError, bool) {
			return s.linkTLS, s.tried() && s.server.TLS != nil && s.server.TLS.traffic.Load()
		}},
	} {
		sample.RegisterFetch(
			sample.Fetch{
				Name: side.name + "_err", Out: sample.Int, Needs: side.needs, Help: "Number of the error that the handshake with " + side.with + " met, as OpenSSL has it; 0 for none.",
				Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
					e, ok := side.of(s)
					return sample.IntOf(e.code()), ok
				}),
			},
			sample.Fetch{
				Name: side.name + "_err_str", Out: sample.Str, Needs: side.needs, Help: "That error in words.",
				Get: onStreamCx(func(cx *sample.Ctx, s *Stream, _ sample.Args) (sample.Value, bool) {
					e, ok := side.of(s)
					if !ok || e == nil {
						return sample.Value{}, false
					}
					return cx.Str(e.append(cx.Temp(80)))
				}),
			},
		)
	}
}
