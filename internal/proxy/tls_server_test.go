package proxy

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"testing"
	"time"

	"metergate/internal/cert"
)

// signed makes a certificate for a.test that ends then, signed by itself.
func signed(t *testing.T, end time.Time) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"a.test"},
		NotBefore: end.Add(-time.Hour), NotAfter: end, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestVerify(t *testing.T) {
	good, other, late := signed(t, time.Now().Add(time.Minute)), signed(t, time.Now().Add(time.Minute)), signed(t, time.Now().Add(-time.Minute))
	for _, tc := range []struct {
		name       string
		cert, root *x509.Certificate
		sni, host  string
		resumed    bool
		want       bool
	}{
		{"trusted", good, good, "a.test", "", false, true},
		{"no name to check", good, good, "", "", false, true},
		{"another name", good, good, "b.test", "", false, false},
		{"verifyhost rather than sni", good, good, "b.test", "a.test", false, true},
		{"verifyhost differs", good, good, "a.test", "b.test", false, false},
		{"another authority", good, other, "a.test", "", false, false},
		{"expired", late, late, "a.test", "", false, false},
		{"resumed", good, good, "a.test", "", true, true},
	} {
		shelf := &cert.Shelf[cert.Bundle]{}
		roots, _ := shelf.Add("ca", cert.NewBundle([]*x509.Certificate{tc.root}, nil))
		trust := &serverTrust{roots: roots, host: tc.host}
		s := &tls.ConnectionState{PeerCertificates: []*x509.Certificate{tc.cert}, ServerName: tc.sni, DidResume: tc.resumed}
		if err := trust.verify(s); (err == nil) != tc.want {
			t.Errorf("%s: %v", tc.name, err)
		} else if err != nil && connectFailure(err) != untrusted {
			t.Errorf("%s: %v would be tried again", tc.name, err)
		}
	}
}
