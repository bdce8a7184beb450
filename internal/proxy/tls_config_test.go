package proxy

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"

	"metergate/internal/conf"
)

func TestVersions(t *testing.T) {
	const v10, v11, v12, v13 = tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12, tls.VersionTLS13
	for _, tc := range []struct {
		line, defaults       string
		oldest, newest, hole uint16
	}{
		{"", "", v12, v13, 0},
		{"ssl-min-ver TLSv1.3", "", v13, v13, 0},
		{"ssl-min-ver TLSv1.0 ssl-max-ver TLSv1.2", "", v10, v12, 0},
		{"ssl-max-ver TLSv1.1", "", v11, v11, 0},
		{"force-tlsv12", "", v12, v12, 0},
		{"", "force-tlsv13", v13, v13, 0},
		{"ssl-min-ver TLSv1.1", "ssl-min-ver TLSv1.3", v11, v13, 0},
		{"no-tlsv13", "", v12, v12, 0},
		{"no-tlsv12", "", v13, v13, 0},
		{"ssl-min-ver TLSv1.0 no-tlsv10", "", v11, v13, 0},
		{"ssl-min-ver TLSv1.0", "no-tlsv11", v12, v13, v11},
	} {
		parse := func(words string) *conf.Bag {
			b, err := conf.ParseOptions(&conf.Section{}, conf.BindLine, strings.Fields(words), nil)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		oldest, newest, hole := versions(parse(tc.line), parse(tc.defaults))
		if oldest != tc.oldest || newest != tc.newest || hole != tc.hole {
			t.Errorf("%q over %q: %x to %x, hole %x", tc.line, tc.defaults, oldest, newest, hole)
		}
	}
}

func TestCurves(t *testing.T) {
	for words, want := range map[string]string{
		"": "[]", "curves X25519:P-256": "[X25519 CurveP256]", "ecdhe secp384r1": "[CurveP384]", "ecdhe P-521 curves X25519": "[X25519]",
		"ecdhe X25519:P-256": "!", "ecdhe brainpoolP256r1": "!", "curves brainpoolP256r1": "!",
	} {
		b, err := conf.ParseOptions(&conf.Section{}, conf.BindLine, strings.Fields(words), nil)
		got := "!"
		if err == nil {
			got = fmt.Sprint((&compiler{g: &Gateway{Global: &Global{Bag: &conf.Bag{}}}}).tlsConfig(b, tlsBind, conf.Pos{}, "a").CurvePreferences)
		}
		if got != want {
			t.Errorf("%q: %s, not %s", words, got, want)
		}
	}
}
