package proxy

import (
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"metergate/internal/conf"
	"metergate/internal/netio"
)

// secureListener makes the TLS of an address of a bind line of a frontend, nil without `ssl`.
func (c *compiler) secureListener(f *Frontend, b *conf.Bag, at conf.Pos, name string) *tls.Config {
	if !tlsOn.Or(b, false) {
		return nil
	}
	line := fmt.Sprintf("'bind %s'", name)
	certs := c.certificates(b, at, line)
	f.expiry.note(certs)
	cfg := c.tlsConfig(b, tlsBind, at, line)
	if !bindNoALPN.Or(b, false) {
		cfg.NextProtos = tlsALPN.Or(b, []string{"http/1.1"})
	}
	cfg.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		if cert := certs.choose(hello); cert != nil {
			return netio.Certificate(hello.Context(), cert), nil
		}
		return nil, nil // crypto/tls tells the client that its name is not known
	}
	limitSessions(cfg, dirTLSLifetime.Or(c.g.Global.Bag, 300*time.Second))
	lenientALPN(cfg)
	return cfg
}

// certificates loads those of a bind line: default-crt first, then crt.
func (c *compiler) certificates(b *conf.Bag, at conf.Pos, line string) *certificates {
	global := c.g.Global.Bag
	defaults, _ := tlsBind.options.Get(global)
	cs := &certificates{strict: flagged(bindStrictSNI, false, b, defaults)}
	var first []*tls.Certificate
	for i, key := range []*conf.ListKey[string]{bindDefaultCrt, bindCrt} {
		for _, entry := range key.All(b) {
			loaded, err := loadCerts(based(entry.Value, dirCrtBase.Or(global, "")), dirKeyBase.Or(global, ""))
			if err != nil {
				c.alert(at, conf.Loose, "%s : '%s' : %v", line, key.Name(), err)
			}
			for _, cert := range loaded {
				cs.add(cert)
			}
			first = append(first, loaded...)
			if i == 1 && len(cs.first) == 0 && len(first) > 0 {
				cs.first = first[:1]
			}
		}
		if i == 0 {
			cs.first = slices.Clone(first)
		}
	}
	if len(bindDefaultCrt.All(b))+len(bindCrt.All(b)) == 0 {
		c.alert(at, conf.Loose, "%s : no SSL certificate specified.", line)
	}
	return cs
}

// loadCerts loads the certificates of a file or a folder.
func loadCerts(name, keys string) ([]*tls.Certificate, error) {
	files, err := certFiles(name)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no certificate in the folder '%s'.", name)
	}
	var all []*tls.Certificate
	for _, file := range files {
		cert, err := readCert(file, keys)
		if err != nil {
			return nil, err
		}
		all = append(all, cert)
	}
	return all, nil
}

// limitSessions lets sessions be resumed for the given time only. A ticket carries when it was made, on a clock that is,
// as the keys of tickets are, that of the process.
func limitSessions(cfg *tls.Config, lifetime time.Duration) {
	cfg.WrapSession = func(cs tls.ConnectionState, s *tls.SessionState) ([]byte, error) {
		s.Extra = append(s.Extra, binary.BigEndian.AppendUint64(nil, uint64(netio.Clock())))
		return cfg.EncryptTicket(cs, s)
	}
	cfg.UnwrapSession = func(ticket []byte, cs tls.ConnectionState) (*tls.SessionState, error) {
		s, err := cfg.DecryptTicket(ticket, cs)
		if err != nil || s == nil || len(s.Extra) == 0 || len(s.Extra[0]) != 8 {
			return nil, err
		}
		if age := netio.Clock() - int64(binary.BigEndian.Uint64(s.Extra[0])); age < 0 || age > int64(lifetime) {
			return nil, nil
		}
		s.Extra = s.Extra[1:]
		return s, nil
	}
}

// lenientALPN serves a client that offers none of the protocols as if it had offered nothing, as HAProxy does.
func lenientALPN(cfg *tls.Config) {
	if cfg.NextProtos == nil {
		return
	}
	silent := cfg.Clone()
	silent.NextProtos = nil
	cfg.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		for _, p := range hello.SupportedProtos {
			if slices.Contains(cfg.NextProtos, p) {
				return nil, nil
			}
		}
		return silent, nil
	}
}
