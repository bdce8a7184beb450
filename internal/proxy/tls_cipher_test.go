package proxy

import (
	"crypto/tls"
	"strings"
	"testing"
)

func TestSelectCiphers(t *testing.T) {
	for _, tc := range []struct{ list, want, missing string }{
		{"ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", ""},
		{"ECDHE+AESGCM:!ECDSA", "ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-AES256-GCM-SHA384", ""},
		{"ECDHE+AESGCM:-AES256:@STRENGTH", "ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256", ""},
		{"-AES128:ECDHE+AES128+AESGCM+aRSA", "ECDHE-RSA-AES128-GCM-SHA256", ""},
		{"!kRSA:kRSA+AESGCM:CHACHA20", "ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-CHACHA20-POLY1305", ""},
		{"DHE-RSA-AES128-GCM-SHA256,AES128-SHA", "AES128-SHA", "DHE-RSA-AES128-GCM-SHA256"},
		{"!aNULL:+AES:AES256-SHA", "AES256-SHA", ""},
		{"CAMELLIA", "", "CAMELLIA"},
	} {
		ids, missing := selectCiphers(tc.list)
		var names []string
		for _, id := range ids {
			names = append(names, cipherName(id))
		}
		if got := strings.Join(names, " "); got != tc.want || strings.Join(missing, " ") != tc.missing {
			t.Errorf("%s: got %q without %q, want %q without %q", tc.list, got, missing, tc.want, tc.missing)
		}
	}
}

// TestCipherIDs: every suite of the table is one that crypto/tls has.
func TestCipherIDs(t *testing.T) {
	known := map[uint16]bool{}
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		known[s.ID] = true
	}
	for _, c := range ciphers {
		if !known[c.id] {
			t.Errorf("%s is not available", c.name)
		}
	}
}
