package proxy

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/netip"
	"sync/atomic"

	"metergate/internal/cert"
	"metergate/internal/conf"
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// A ServerTLS is how connections to a server are encrypted.
type ServerTLS struct {
	config  *tls.Config  // without a name to ask for
	sni     *sample.Expr // that name, nil for none
	traffic atomic.Bool  // requests are encrypted, not only checks
	probe   probeTLS
}

// A probeTLS is how the checks of a server differ.
type probeTLS struct {
	on   bool // they are encrypted
	sni  string
	alpn []string
}

// sessionsKept is how many sessions with a server are kept for resumption, one for each name it is asked for.
const sessionsKept = 64

// secureServer makes the TLS of a server line, nil when nothing of it is encrypted.
func (c *compiler) secureServer(b *conf.Bag, at conf.Pos, name string) *ServerTLS {
	traffic, checks := tlsOn.Or(b, false), srvCheckSSL.Or(b, false)
	if !traffic && !checks {
		return nil
	}
	line := fmt.Sprintf("'server %s'", name)
	cfg := c.tlsConfig(b, tlsServer, at, line)
	cfg.NextProtos = offered(b)
	if srvTLSReuse.Or(b, true) {
		cfg.ClientSessionCache = tls.NewLRUClientSessionCache(sessionsKept)
	}
	c.serverCert(cfg, b, at, line)
	c.serverTrust(cfg, b, at, line)
	s := &ServerTLS{config: cfg}
	s.traffic.Store(traffic)
	s.probe.on = checks || traffic && !srvCheckSSL.Off(b) && srvPort.Or(b, 0) == 0 && !srvCheckAddr.Own(b)
	s.probe.sni = srvCheckSNI.Or(b, "")
	s.probe.alpn, _ = srvCheckALPN.Get(b)
	return s
}

// offered are the protocols that a server may choose from. One that HTTP/2 is spoken to may insist on its name.
func offered(b *conf.Bag) []string {
	if protocols, ok := srvALPN.Get(b); ok {
		return protocols
	}
	if srvProto.Or(b, "") == protoH2 {
		return []string{string(protoH2)}
	}
	return nil
}

// serverCert loads the certificate that is shown to a server which asks for one.
func (c *compiler) serverCert(cfg *tls.Config, b *conf.Bag, at conf.Pos, line string) {
	name, ok := srvCrt.Get(b)
	if !ok {
		return
	}
	item, err := c.loadCert(c.crtName(name))
	if err != nil {
		c.alert(at, conf.Server, "%s : 'crt' : %v", line, err)
		return
	}
	item.Use(1)
	cfg.GetClientCertificate = func(asked *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		return netio.Certificate(asked.Context(), &item.Get().TLS), nil
	}
}

// serverTrust says how the server's certificate is verified. crypto/tls verifies only names that are also asked for, so that
// it is done here: against verifyhost, else the name asked for, if there is one.
func (c *compiler) serverTrust(cfg *tls.Config, b *conf.Bag, at conf.Pos, line string) {
	cfg.InsecureSkipVerify = true
	required := srvVerify.Or(b, dirServerVerify.Or(c.g.Global.Bag, true))
	if !required || c.g.Global.NoVerify {
		return
	}
	file, ok := srvCAFile.Get(b)
	if !ok {
		c.alert(at, conf.Server, "%s : its certificate is to be verified, and no 'ca-file' says against what. Name one, or say "+
			"'verify none' here or 'ssl-server-verify none' in the section global.", line)
		return
	}
	store, base := c.g.Credentials.Store, dirCABase.Or(c.g.Global.Bag, "")
	t := serverTrust{host: srvVerifyHost.Or(b, "")}
	var err error
	if t.roots, err = store.Bundle(&store.CAs, based(file, base)); err != nil {
		c.alert(at, conf.Server, "%s : 'ca-file' : unable to load CA file '%s' : %s.", line, file, reasonOf(err))
		return
	}
	t.roots.Use(1)
	if file, ok := srvCRLFile.Get(b); ok {
		if t.revoked, err = store.Bundle(&store.CRLs, based(file, base)); err != nil {
			c.alert(at, conf.Server, "%s : 'crl-file' : unable to load '%s' : %s.", line, file, reasonOf(err))
			return
		}
		t.revoked.Use(1)
	}
	cfg.VerifyConnection = func(s tls.ConnectionState) error { return t.verify(&s) }
}

// A serverTrust is what the certificate of a server is verified against.
type serverTrust struct {
	roots, revoked *cert.Item[cert.Bundle] // no revocations are nil
	host           string
}

// verify checks a server's certificate, unless the session resumes one in which that was done.
func (t *serverTrust) verify(s *tls.ConnectionState) error {
	if s.DidResume {
		return nil
	}
	host := t.host
	if host == "" {
		host = s.ServerName
	}
	o := x509.VerifyOptions{Roots: t.roots.Get().Pool(), DNSName: host, Intermediates: x509.NewCertPool()}
	for _, cert := range s.PeerCertificates[1:] {
		o.Intermediates.AddCert(cert)
	}
	chains, err := s.PeerCertificates[0].Verify(o)
	if err == nil && t.revoked != nil {
		err = t.revoked.Get().Checks(chains)
	}
	var name x509.HostnameError
	if errors.As(err, &name) {
		err = &misnamed{s.ServerName != ""}
	}
	if err != nil {
		return &tls.CertificateVerificationError{UnverifiedCertificates: s.PeerCertificates, Err: err}
	}
	return nil
}

// misnamed is why the certificate of a server is not accepted that has another name than the one asked for, or, when none was,
// than that of verifyhost.
type misnamed struct{ asked bool }

func (e *misnamed) Error() string { return faults[e.fault()].text }

func (e *misnamed) fault() fault {
	if e.asked {
		return otherName
	}
	return otherCert
}

// A shakeError is why a handshake with a server failed.
type shakeError struct{ error }

func (e *shakeError) Unwrap() error { return e.error }

func (e *shakeError) Error() string { return faults[e.fault()].text }

func (e *shakeError) fault() fault {
	var name *misnamed
	switch {
	case errors.Is(e.error, netio.ErrDeadline):
		return noFault
	case errors.As(e.error, &name):
		return name.fault()
	}
	return shakeFailed
}

func isAddr(name string) bool {
	_, err := netip.ParseAddr(name)
	return err == nil
}

// named returns the configuration for asking for a name.
func (y *ServerTLS) named(sni string, alpn []string) *tls.Config {
	cfg := y.config.Clone()
	cfg.ServerName = sni
	if alpn != nil {
		cfg.NextProtos = alpn
	}
	if verify := cfg.VerifyConnection; verify != nil && isAddr(sni) {
		cfg.VerifyConnection = func(s tls.ConnectionState) error { // which has forgotten a name that is an address
			s.ServerName = sni
			return verify(s)
		}
	}
	return cfg
}

// shake does the handshake of a new connection to the server, and counts it.
func (s *Server) shake(t *netio.Task, c *netio.Conn, r *route, deadline int64) error {
	shard, process := t.Loop().Shard(), s.Back.gateway.Process.Set
	gwTLSTot.Inc(process, shard)
	gwTLSConns.Inc(process, shard)
	var alpn []string
	if r.plain {
		alpn = []string{nameHTTP1}
	}
	err := netio.ConnectTLS(t, c, s.TLS.named(r.sni, alpn), deadline)
	s.countShake(t, c, err)
	if err != nil {
		gwTLSConns.Dec(process, shard)
		return &shakeError{err}
	}
	return nil
}

// countShake counts how a handshake with the server ended.
func (s *Server) countShake(t *netio.Task, c *netio.Conn, err error) {
	shard := t.Loop().Shard()
	switch {
	case err != nil:
		sslFailed.Inc(s.Set, shard)
		sslFailed.Inc(s.Back.Set, shard)
	case c.TLS().Resumed:
		sslReused.Inc(s.Set, shard)
		sslReused.Inc(s.Back.Set, shard)
	default:
		sslSess.Inc(s.Set, shard)
		sslSess.Inc(s.Back.Set, shard)
		gwBackKeys.Add(s.Back.gateway.Process.Set, shard, 1, t.Now()/1e6)
	}
}

// shakeProbe encrypts the connection of a check; it is check.Target.Secure. It resumes no session, so that each check
// verifies the certificate.
func (s *Server) shakeProbe(t *netio.Task, c *netio.Conn, sni string, alpn []string, deadline int64) (*netio.Conn, error) {
	y := s.TLS
	if y == nil {
		y = &ServerTLS{config: &tls.Config{InsecureSkipVerify: true}}
	}
	if sni == "" {
		sni = y.probe.sni
	}
	if alpn == nil {
		alpn = y.probe.alpn
	}
	gwTLSTot.Inc(s.Back.gateway.Process.Set, t.Loop().Shard())
	cfg := y.named(sni, alpn)
	cfg.ClientSessionCache = nil
	err := netio.ConnectTLS(t, c, cfg, deadline)
	s.countShake(t, c, err)
	if err != nil {
		err = &shakeError{err}
	}
	return c, err
}

// secure makes the TLS of a server that is added at run time.
func (b *Backend) secure(s *Server) error {
	d := new(conf.Diagnostics)
	u := b.ruleCompiler(d)
	s.TLS = u.secureServer(s.Bag, conf.Pos{}, s.FullName())
	u.serverName(s)
	u.serverHeader(s)
	for _, m := range d.Messages() {
		if m.Level == conf.Alert {
			return errors.New(m.Text)
		}
	}
	return nil
}
