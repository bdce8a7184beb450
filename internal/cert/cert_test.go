package cert

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"slices"
	"testing"
	"time"
)

// issued makes a certificate and its key; a nil authority has it sign itself.
func issued(t testing.TB, name string, by *x509.Certificate, byKey *ecdsa.PrivateKey, end time.Time) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(name))), Subject: pkix.Name{CommonName: name}, BasicConstraintsValid: true, IsCA: by == nil,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature, NotBefore: end.Add(-48 * time.Hour), NotAfter: end,
	}
	if by == nil {
		by, byKey = tmpl, key
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, by, key.Public(), byKey)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c, key
}

func onShelf(b *Bundle) *Item[Bundle] {
	i := &Item[Bundle]{}
	i.current.Store(b)
	return i
}

func TestVerify(t *testing.T) {
	now := time.Now()
	ca, caKey := issued(t, "ca", nil, nil, now.Add(time.Hour))
	other, _ := issued(t, "other ca", nil, nil, now.Add(time.Hour))
	good, _ := issued(t, "good", ca, caKey, now.Add(time.Hour))
	late, _ := issued(t, "late", ca, caKey, now.Add(-time.Hour))
	gone, _ := issued(t, "revoked", ca, caKey, now.Add(time.Hour))
	list, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(1), ThisUpdate: now.Add(-time.Hour), NextUpdate: now.Add(time.Hour),
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: gone.SerialNumber, RevocationTime: now}},
	}, ca, caKey)
	if err != nil {
		t.Fatal(err)
	}
	crl, err := x509.ParseRevocationList(list)
	if err != nil {
		t.Fatal(err)
	}
	trust, wrong := onShelf(NewBundle([]*x509.Certificate{ca}, nil)), onShelf(NewBundle([]*x509.Certificate{other}, nil))
	revoked := onShelf(NewBundle(nil, []*x509.RevocationList{crl}))
	for _, tc := range []struct {
		name               string
		v                  Verifier
		cert               *x509.Certificate
		result, err, caErr Outcome
	}{
		{"trusted", Verifier{CA: trust}, good, OK, OK, OK},
		{"expired", Verifier{CA: trust}, late, Expired, Expired, OK},
		{"expired and ignored", Verifier{CA: trust, IgnoreCrt: Errors{List: []Outcome{Expired}}}, late, OK, Expired, OK},
		{"another authority", Verifier{CA: wrong}, good, UnknownIssuer, UnknownIssuer, OK},
		{"another authority, with all ignored", Verifier{CA: wrong, IgnoreCrt: Errors{All: true}}, good, OK, UnknownIssuer, OK},
		{"revoked", Verifier{CA: trust, CRL: revoked}, gone, Revoked, Revoked, OK},
		{"not revoked", Verifier{CA: trust, CRL: revoked}, good, OK, OK, OK},
		{"signs itself", Verifier{CA: trust}, other, SelfSigned, SelfSigned, OK},
		{"trusted without names", Verifier{CA: wrong, Chain: trust}, good, OK, OK, OK},
	} {
		got := tc.v.Verify([]*x509.Certificate{tc.cert}, now)
		if got.Result != tc.result || got.Err != tc.err || got.CAErr != tc.caErr {
			t.Errorf("%s: %+v", tc.name, got)
		}
	}
}

// TestTransaction: what is staged is in force when it is committed, as a whole, and not before.
func TestTransaction(t *testing.T) {
	var s Shelf[int]
	one, two := 1, 2
	item, _ := s.Add("a", &one)
	other, _ := s.Add("b", nil)
	put := func(*int) (*int, error) { return &two, nil }
	if began, err := s.Stage(item, put); !began || err != nil || *item.Get() != 1 {
		t.Fatal(began, err, *item.Get())
	}
	if _, err := s.Stage(other, put); !errors.Is(err, ErrOther) {
		t.Error(err)
	}
	if err := s.Commit("b", func(*int) error { return nil }); !errors.Is(err, ErrOther) {
		t.Error(err)
	}
	if err := s.Commit("a", func(*int) error { return ErrNoKey }); err != ErrNoKey || *item.Get() != 1 || s.Pending() == nil {
		t.Error(err)
	}
	if err := s.Commit("a", func(*int) error { return nil }); err != nil || *item.Get() != 2 || s.Pending() != nil {
		t.Error(err)
	}
	item.Use(1)
	if err := s.Remove("a"); !errors.Is(err, ErrInUse) {
		t.Error(err)
	}
	if err := s.Abort("a"); !errors.Is(err, ErrNoPending) {
		t.Error(err)
	}
}

func TestParseLine(t *testing.T) {
	for text, want := range map[string]string{
		"a.pem": "a.pem", "a.pem [alpn h2] *.x !y.x": "a.pem [alpn h2] *.x !y.x", "# a.pem": "", "a.pem []": "a.pem []",
		`"a b.pem" x`: `a\ b.pem x`, "a.pem[verify none]": "a.pem [verify none]",
		"a.pem [x": "!", "[x] a": "!", "a [x] [y]": "!", "a x]": "!", `a "x`: "!",
	} {
		l, err := ParseLine(text)
		got := ""
		if l.Crt != "" {
			got = l.String()
		}
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
}

// FuzzParseLine: what is written is read as it was.
func FuzzParseLine(f *testing.F) {
	f.Add("a.pem [alpn h2 verify none] *.x.test !y.x.test")
	f.Add(`"a b" [] #`)
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ParseLine(text)
		if err != nil || l.Crt == "" {
			return
		}
		again, err := ParseLine(l.String())
		if err != nil || again.Crt != l.Crt || !slices.Equal(again.Options, l.Options) || !slices.Equal(again.Filters, l.Filters) {
			t.Fatalf("%q: %+v became %+v, %v", text, l, again, err)
		}
	})
}

// FuzzParsePair: no text ends the process, and what is whole has a certificate and a key.
func FuzzParsePair(f *testing.F) {
	c, key := issued(f, "a", nil, nil, time.Now().Add(time.Hour))
	der, _ := x509.MarshalPKCS8PrivateKey(key)
	f.Add(append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})...))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := ParsePair(text)
		if err == nil && p.Whole() == nil && (p.Leaf() == nil || p.Key() == nil) {
			t.Fatal("whole without its parts")
		}
	})
}
