package forward

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"metergate/internal/export"
)

// TestCheck tries receivers that are wrong in all the usual ways: each is told in words of its own.
func TestCheck(t *testing.T) {
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	known := x509.NewCertPool()
	known.AddCert(secure.Certificate())
	picky := httptest.NewUnstartedServer(http.NotFoundHandler())
	picky.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	picky.StartTLS()
	t.Cleanup(picky.Close)
	expired, expiredPool := expiredServer(t)
	for _, c := range []struct {
		what, url string
		tls       *tls.Config
		words     string
	}{
		{"a name that is not known", "http://nothing.invalid:3100", nil, "The name is not known"},
		{"nobody", "http://" + nobody(t), nil, "Nothing listens there"},
		{"an unknown authority", secure.URL, &tls.Config{}, "signed by nobody we know"},
		{"another name", secure.URL, &tls.Config{RootCAs: known, ServerName: "other.example"}, "for another name"},
		{"an expired certificate", expired, &tls.Config{RootCAs: expiredPool}, "has expired"},
		{"one that wants a certificate", picky.URL, &tls.Config{InsecureSkipVerify: true}, "It refuses our part of TLS"},
		{"no TLS", strings.Replace(answering(t, 204, "", ""), "http:", "https:", 1), &tls.Config{}, "It does not speak TLS"},
		{"TLS", strings.Replace(secure.URL, "https:", "http:", 1), nil, "It speaks TLS"},
		{"no token", answering(t, 401, "", "who are you"), nil, "does not know us"},
		{"a token without rights", answering(t, 403, "", "no"), nil, "not as one who may write"},
		{"a wrong path", answering(t, 404, "", "404 page not found"), nil, "nothing of the kind at that path"},
		{"elsewhere", answering(t, 302, "", ""), nil, "asked elsewhere"},
		{"a limit", answering(t, 429, "", "slow down"), nil, "takes no more just now"},
		{"a failure", answering(t, 503, "", "down"), nil, "failed itself"},
		{"another product", answering(t, 200, "text/html", "<html>hello"), nil, "not what the kind of the destination is for"},
		{"one that wants something else", answering(t, 400, "", "no"), nil, "does not want what it was sent"},
		{"one that takes it", answering(t, 204, "", ""), nil, "taken: 1 items"},
	} {
		a := aim(t, "loki", c.url)
		a.tls, a.logs = c.tls, true
		var said strings.Builder
		ok := Check(&said, []*Config{{Name: "x", target: a, logs: true}}, nil, "", Options{Walk: func() *export.Walk { return nil }})
		if text := said.String(); !strings.Contains(text, c.words) || ok != strings.HasPrefix(c.words, "taken") {
			t.Errorf("%s is told as\n%s", c.what, text)
		}
	}
	if Check(&strings.Builder{}, nil, nil, "none", Options{}) {
		t.Error("a section that is not there is taken")
	}
}

// answering is the URL of a server that answers the same to all.
func answering(t *testing.T, status int, content, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", content)
		w.WriteHeader(status)
		if status != http.StatusNoContent {
			w.Write([]byte(body))
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// nobody is an address at which nobody listens.
func nobody(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// expiredServer is the URL of a server whose certificate is no longer valid, with those who vouch for it.
func expiredServer(t *testing.T) (string, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(-time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	s.StartTLS()
	t.Cleanup(s.Close)
	pool := x509.NewCertPool()
	pool.AddCert(must(x509.ParseCertificate(der)))
	return s.URL, pool
}

// must returns what cannot fail.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
