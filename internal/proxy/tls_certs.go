package proxy

import (
	"crypto/tls"
	"strings"
)

// certificates are those of an address, by the names they are for. Several may share a name: one for each kind of key.
type certificates struct {
	byName map[string][]*tls.Certificate // in lower case; wildcards as *.example.com
	first  []*tls.Certificate            // for other names, and for none
	strict bool                          // others are refused
}

func (cs *certificates) add(cert *tls.Certificate) {
	if cs.byName == nil {
		cs.byName = map[string][]*tls.Certificate{}
	}
	names := append([]string{cert.Leaf.Subject.CommonName}, cert.Leaf.DNSNames...)
	added := map[string]bool{"": true}
	for _, name := range names {
		if name = strings.ToLower(name); !added[name] {
			added[name] = true
			cs.byName[name] = append(cs.byName[name], cert)
		}
	}
}

// choose returns the certificate for a client: one for the name it asks for, exactly or by wildcard, with a key that it
// can check. It returns nil when the client is to be refused.
func (cs *certificates) choose(hello *tls.ClientHelloInfo) *tls.Certificate {
	candidates := cs.named(hello.ServerName)
	if candidates == nil {
		if cs.strict {
			return nil
		}
		candidates = cs.first
	}
	for _, cert := range candidates {
		if len(candidates) == 1 || hello.SupportsCertificate(cert) == nil {
			return cert
		}
	}
	return candidates[0]
}

func (cs *certificates) named(name string) []*tls.Certificate {
	name = strings.ToLower(name)
	if found := cs.byName[name]; found != nil {
		return found
	}
	if _, domain, ok := strings.Cut(name, "."); ok {
		return cs.byName["*."+domain]
	}
	return nil
}
