package proxy

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"

	"metergate/internal/netio"
)

func TestTLSErrorOf(t *testing.T) {
	alert := func(text string) error { return &net.OpError{Op: "remote error", Err: errors.New("tls: " + text)} }
	for _, tc := range []struct {
		err    error
		number int64
	}{
		{nil, 0},
		{io.EOF, 0},
		{netio.ErrDeadline, 0},
		{netio.ErrStopping, 0},
		{&netio.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, 0},
		{fmt.Errorf("cannot read: %w", syscall.ECONNRESET), 0},
		{&tls.CertificateVerificationError{Err: errors.New("no")}, 0x0A000086},
		{tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, 0x0A00010B},
		{tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake", RecordHeader: [5]byte([]byte("GET /"))}, 0x0A00009C},
		{&shakeError{tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}}, 0x0A00010B},
		{&shakeError{&tls.CertificateVerificationError{Err: &misnamed{}}}, 0x0A000086},
		{&shakeError{io.EOF}, 0},
		{errors.New("tls: no certificates configured"), 0x0A0000EA},
		{alert("handshake failure"), 0x0A000410},
		{alert("unknown certificate authority"), 0x0A000418},
		{alert("unknown certificate"), 0x0A000416},
		{alert("certificate required"), 0x0A00045C},
		{alert("illegal parameter"), 0x0A0000E5},
		{errors.New("tls: client didn't provide a certificate"), 0x0A0000C7},
	} {
		if got := tlsErrorOf(tc.err); got.code() != tc.number || (got == nil) != (tc.number == 0) {
			t.Errorf("%v: %X, not %X", tc.err, got.code(), tc.number)
		}
	}
}

func TestLinkFault(t *testing.T) {
	for _, tc := range []struct {
		err  error
		want fault
	}{
		{nil, noFault},
		{netio.ErrDeadline, noFault},
		{&shakeError{netio.ErrDeadline}, noFault},
		{&netio.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, osRefused},
		{&netio.OpError{Op: "dial", Err: syscall.ECONNRESET}, osReset},
		{&shakeError{fmt.Errorf("cannot read: %w", syscall.ECONNRESET)}, shakeFailed},
		{&shakeError{io.EOF}, shakeFailed},
		{&shakeError{&tls.CertificateVerificationError{Err: &misnamed{asked: true}}}, otherName},
		{&shakeError{&tls.CertificateVerificationError{Err: &misnamed{}}}, otherCert},
		{socksFault(socksDenied), socksDenied},
	} {
		if got := linkFault(tc.err); got != tc.want {
			t.Errorf("%v: %d %s, not %d", tc.err, got, faults[got].name, tc.want)
		}
	}
}
