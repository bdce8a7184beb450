package netio

import (
	"context"
	"crypto/tls"
	"crypto/x509"
)

// TLSState is what a handshake settled.
type TLSState struct {
	Version  uint16 // tls.VersionTLS13, ...
	Cipher   uint16 // an ID of crypto/tls
	Curve    tls.CurveID
	Resumed  bool
	Name     string // the server name that the client asked for
	Protocol string // negotiated with ALPN
	// Peer is the certificate that the other side showed, with its chain; none when it was not asked for one.
	Peer []*x509.Certificate

	conn *tls.Conn
}

// Binding gives what both ends of the connection know it by, and nobody else does: tls-unique (RFC 5929 section 3), or
// tls-exporter (RFC 9266) with TLS 1.3, which knows no other; nil when there is none.
func (s *TLSState) Binding() []byte {
	now := s.conn.ConnectionState()
	if now.Version < tls.VersionTLS13 {
		return now.TLSUnique
	}
	b, err := now.ExportKeyingMaterial("EXPORTER-Channel-Binding", nil, 32)
	if err != nil {
		return nil
	}
	return b
}

// ServeTLS does the server's part of a handshake on a connection to a client, and puts the encryption below c: from then on
// all of c is about payload. When it fails, c is as good as closed; an alert may be queued on it, so that Close rather than
// Abort tells the peer why. Errors are those of crypto/tls, or as of Peek.
func ServeTLS(t *Task, c *Conn, cfg *tls.Config, deadline int64) error {
	return shake(t, c, tls.Server, cfg, deadline)
}

// ConnectTLS does the client's part of a handshake on a connection that was dialed, as ServeTLS does the server's.
func ConnectTLS(t *Task, c *Conn, cfg *tls.Config, deadline int64) error {
	return shake(t, c, tls.Client, cfg, deadline)
}

// TLS gives what the connection's handshake settled, nil for one that is not encrypted.
func (c *Conn) TLS() *TLSState {
	if y := c.encryption(); y != nil {
		return &y.state
	}
	return nil
}

// shakeKey finds the layer in the context of its handshake.
type shakeKey struct{}

// Shaking returns the connection of a handshake, whose context ctx is as it comes to the callbacks of tls.Config; nil for
// another.
func Shaking(ctx context.Context) *Conn {
	if y, ok := ctx.Value(shakeKey{}).(*tlsLayer); ok {
		return y.c
	}
	return nil
}

func shake(t *Task, c *Conn, side func(netConn, *tls.Config) *tls.Conn, cfg *tls.Config, deadline int64) error {
	y := &tlsLayer{c: c, task: t, deadline: deadline}
	y.conn = side(y, cfg)
	err := y.conn.HandshakeContext(context.WithValue(context.Background(), shakeKey{}, y))
	y.task = nil
	if err != nil {
		c.bytesIn, c.bytesOut = 0, 0 // no payload
		return err
	}
	y.settle()
	c.setLayer(y)
	return nil
}

// settle keeps what is asked for later, which is less than crypto/tls would give.
func (y *tlsLayer) settle() {
	s := y.conn.ConnectionState()
	y.state = TLSState{
		Version: s.Version, Cipher: s.CipherSuite, Curve: s.CurveID, Resumed: s.DidResume,
		Name: s.ServerName, Protocol: s.NegotiatedProtocol, Peer: s.PeerCertificates, conn: y.conn,
	}
	if n := y.c.out.Len(); n > 0 {
		y.marks = append(y.marks, mark{raw: n})
	}
}
