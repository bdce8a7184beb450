package proxy

import (
	"crypto/ecdsa"
	"crypto/tls"
	"slices"
	"strings"

	"metergate/internal/cert"
)

// A certTable is the certificates of a binding by the names they are for. It never changes.
type certTable struct {
	exact map[string][]*certInstance // in lower case
	wild  map[string][]*certInstance // by what follows the asterisk
	first []*certInstance            // for other names, and for none
	all   []*certInstance            // in the order of the configuration
}

// A certInstance is a certificate as one line of the configuration shows it.
type certInstance struct {
	line     *crtLine
	pair     *cert.Pair
	security *security
	names    []string // in lower case; wildcards as *.example.com
	except   []string // names that wildcards do not mean
	fallback bool     // for other names, and for none
}

// add adds what a line shows, unless there is nothing yet.
func (t *certTable) add(b *binding, line *crtLine) {
	c := &certInstance{line: line, pair: line.item.Get(), security: b.own, fallback: line.fallback || len(t.all) == 0}
	if c.pair == nil {
		return
	}
	if y := b.lines[line]; y != nil {
		c.security = y
	}
	c.name()
	t.all = append(t.all, c)
	if c.fallback {
		t.first = append(t.first, c)
	}
	for _, n := range c.names {
		if domain, ok := strings.CutPrefix(n, "*"); ok {
			t.wild[domain] = append(t.wild[domain], c)
		} else {
			t.exact[n] = append(t.exact[n], c)
		}
	}
}

// name finds out what names the certificate is for: those of its line, else its own.
func (c *certInstance) name() {
	list := c.line.Filters
	if len(list) == 0 {
		leaf := c.pair.Leaf()
		list = append(slices.Clone(leaf.DNSNames), leaf.Subject.CommonName)
	}
	for _, n := range list {
		n, not := strings.CutPrefix(lower(n), "!")
		switch {
		case n == "*" && not, n == "":
		case n == "*":
			c.fallback = true
		case not:
			c.except = append(c.except, n)
		case !slices.Contains(c.names, n):
			c.names = append(c.names, n)
		}
	}
}

// choose returns what is shown to a client: for the name that it asks for, exactly or by wildcard, and with a key that it can
// check; of these one of elliptic curves, which cost less. It returns nil when the client is to be refused.
func (t *certTable) choose(hello *tls.ClientHelloInfo, strict bool) *certInstance {
	candidates := t.named(lower(hello.ServerName))
	if len(candidates) == 0 && !strict {
		candidates = t.first
	}
	if len(candidates) < 2 {
		if len(candidates) == 0 {
			return nil
		}
		return candidates[0]
	}
	var usable *certInstance
	for _, c := range candidates {
		if hello.SupportsCertificate(&c.pair.TLS) != nil {
			continue
		}
		if _, light := c.pair.Leaf().PublicKey.(*ecdsa.PublicKey); light {
			return c
		}
		if usable == nil {
			usable = c
		}
	}
	if usable == nil {
		usable = candidates[0]
	}
	return usable
}

// named returns what there is for a name: where it stands itself, then where a wildcard means it.
func (t *certTable) named(name string) []*certInstance {
	if name == "" {
		return nil
	}
	found := t.exact[name]
	dot := strings.IndexByte(name, '.')
	if dot < 0 {
		return found
	}
	for _, c := range t.wild[name[dot:]] {
		if !slices.Contains(c.except, name) {
			found = append(found[:len(found):len(found)], c)
		}
	}
	return found
}
