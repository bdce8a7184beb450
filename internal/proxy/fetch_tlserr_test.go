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
