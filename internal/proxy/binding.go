package proxy

import (
	"crypto/tls"
	"crypto/x509"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"metergate/internal/cert"
	"metergate/internal/conf"
	"metergate/internal/netio"
)

// A binding is the TLS of one bind line. Whom a client asks for decides, in the first step of its handshake, which certificate
// it is shown and, for a line of a crt-list with options, how everything else is done.
type binding struct {
	front   *Frontend
	at      conf.Pos
	strict  bool
	bag     *conf.Bag
	own     *security
	lines   map[*crtLine]*security // of lines with options
	lists   []*CrtList             // in the order of the bind line
	root    *tls.Config            // what handshakes begin with; it has the keys of tickets
	current atomic.Pointer[certTable]
}

// A security is how TLS is done for a bind line or a line of a crt-list.
type security struct {
	base      *tls.Config
	verifier  *cert.Verifier // of clients' certificates; nil asks for none
	required  bool           // a client must have one
	nameless  bool           // clients are not told whom we trust
	protocols []string
	current   atomic.Pointer[securityConfigs]
}

// securityConfigs are what handshakes use; they never change, refresh replaces them.
type securityConfigs struct {
	made   *tls.Config
	silent *tls.Config // the same for clients that offer none of the protocols
}

// A hand is what is known of a client from its handshake on.
type hand struct {
	instance *certInstance       // what it was shown; nil when its name is not known
	security *security           // how
	peer     []*x509.Certificate // what it showed itself, whether or not it is trusted
	verdict  cert.Verdict
	now      time.Time
}

// begin makes what handshakes of the binding begin with.
func (b *binding) begin(lifetime time.Duration) {
	b.root = b.own.base.Clone()
	limitSessions(b.root, lifetime)
	b.root.GetConfigForClient = b.choose
}

// choose decides how the handshake of a client goes on.
func (b *binding) choose(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	h := &hand{instance: b.current.Load().choose(hello, b.strict), security: b.own}
	if h.instance != nil {
		h.security = h.instance.security
	}
	if c := netio.Shaking(hello.Context()); c != nil {
		h.now = time.Unix(0, c.Loop().Wall())
		if s, ok := c.Owner.(*session); ok {
			s.hand = h
		}
	}
	return h.config(hello), nil
}

// config returns the configuration for this one handshake, or one that many share.
func (h *hand) config(hello *tls.ClientHelloInfo) *tls.Config {
	y := h.security
	configs := y.current.Load()
	cfg := configs.made
	if y.protocols != nil && !slices.ContainsFunc(hello.SupportedProtos, func(p string) bool { return slices.Contains(y.protocols, p) }) {
		cfg = configs.silent
	}
	cfg = cfg.Clone()
	cfg.GetCertificate = h.certificate
	if h.instance == nil {
		cfg.SessionTicketsDisabled = true // a name that is not known is refused, not served as before
	}
	if y.verifier != nil {
		cfg.VerifyConnection = h.verify
	}
	return cfg
}

// certificate returns what the client is shown. Without it crypto/tls tells the client that its name is not known.
func (h *hand) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if h.instance == nil {
		return nil, nil
	}
	return netio.Certificate(hello.Context(), &h.instance.pair.TLS), nil
}

// verify looks at what the client showed, which may be nothing.
func (h *hand) verify(s tls.ConnectionState) error {
	if len(s.PeerCertificates) == 0 {
		return nil
	}
	h.peer = s.PeerCertificates
	h.verdict = h.security.verifier.Verify(h.peer, h.now)
	if h.verdict.Result != cert.OK {
		return &untrustedClient{h.verdict}
	}
	return nil
}

// An untrustedClient is why the certificate of a client is not accepted.
type untrustedClient struct{ verdict cert.Verdict }

func (e *untrustedClient) Error() string { return "the certificate of the client is not accepted" }

// refresh makes the configurations and the table anew.
func (b *binding) refresh() {
	b.own.refresh(b.root)
	for _, y := range b.lines {
		y.refresh(b.root)
	}
	t := &certTable{exact: map[string][]*certInstance{}, wild: map[string][]*certInstance{}}
	for _, l := range b.lists {
		for _, line := range l.lines {
			t.add(b, line)
		}
	}
	b.current.Store(t)
}

// refresh makes the configurations of a security; those of tickets are the root's.
func (y *security) refresh(root *tls.Config) {
	made := y.base.Clone()
	made.WrapSession, made.UnwrapSession = root.WrapSession, root.UnwrapSession
	if v := y.verifier; v != nil {
		made.ClientAuth = tls.RequestClientCert
		if y.required {
			made.ClientAuth = tls.RequireAnyClientCert
		}
		if !y.nameless {
			made.ClientCAs = v.CA.Get().Pool()
		}
	}
	silent := made.Clone()
	made.NextProtos = y.protocols
	y.current.Store(&securityConfigs{made, silent})
}

// earliest returns when the first of the certificates that are shown ends to be valid; zero without any.
func (b *binding) earliest() (first time.Time) {
	for _, c := range b.current.Load().all {
		if end := c.pair.Leaf().NotAfter; first.IsZero() || end.Before(first) {
			first = end
		}
	}
	return first
}

// lower is a name as it is looked up.
func lower(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }
