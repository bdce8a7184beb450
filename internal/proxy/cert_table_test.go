package proxy

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"strings"
	"testing"

	"metergate/internal/cert"
)

// tableOf makes the table of lines of a list: a name by which tests know each, and its filters. The certificate itself is for
// <name>.own.
func tableOf(t *testing.T, lines ...string) *certTable {
	t.Helper()
	store := &cert.Store{}
	b := &binding{own: &security{}}
	table := &certTable{exact: map[string][]*certInstance{}, wild: map[string][]*certInstance{}}
	for _, text := range lines {
		line, err := cert.ParseLine(text)
		if err != nil {
			t.Fatal(err)
		}
		leaf := &x509.Certificate{Subject: pkix.Name{CommonName: line.Crt + ".Own"}}
		item, err := store.Certs.Add(line.Crt, &cert.Pair{TLS: tls.Certificate{Leaf: leaf}})
		if err != nil {
			t.Fatal(err)
		}
		table.add(b, &crtLine{Line: line, item: item})
	}
	return table
}

func TestChooseCertificate(t *testing.T) {
	table := tableOf(t,
		"first a.test", "exact b.test www.b.test", "wild *.b.test !secret.b.test *.c.test", "secret secret.b.test", "plain", "rest *")
	for _, tc := range []struct{ name, want, strict string }{
		{"a.test", "first", "first"},
		{"B.Test", "exact", "exact"},
		{"b.test.", "exact", "exact"},
		{"www.b.test", "exact", "exact"},
		{"api.b.test", "wild", "wild"},
		{"api.c.test", "wild", "wild"},
		{"secret.b.test", "secret", "secret"},
		{"plain.own", "plain", "plain"},
		{"first.own", "first", ""}, // its line has names of its own
		{"x.api.b.test", "first", ""},
		{"c.test", "first", ""},
		{"", "first", ""},
	} {
		for _, strict := range []bool{false, true} {
			want := tc.want
			if strict {
				want = tc.strict
			}
			got := ""
			if c := table.choose(&tls.ClientHelloInfo{ServerName: tc.name}, strict); c != nil {
				got = c.line.Crt
			}
			if got != want {
				t.Errorf("%q, strict %v: %q, not %q", tc.name, strict, got, want)
			}
		}
	}
}

// TestDefaultCertificates: the first line is for other names, and each that says so.
func TestDefaultCertificates(t *testing.T) {
	for want, lines := range map[string][]string{
		"a":   {"a", "b"},
		"a b": {"a x.test", "b *", "c y.test"},
		"b":   {"b * z.test", "c !*"},
	} {
		var got []string
		for _, c := range tableOf(t, lines...).first {
			got = append(got, c.line.Crt)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, not %q", lines, got, want)
		}
	}
}
