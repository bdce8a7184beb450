package balance_test

import (
	"strings"
	"testing"

	"metergate/internal/balance"
)

func TestParseRefusesWhatMakesNoSense(t *testing.T) {
	for _, c := range []struct{ line, says string }{
		{"", "expects one of first, hash, hdr"},
		{"round-robin", "not 'round-robin'"},
		{"roundrobin x", "'balance roundrobin' does not know 'x'"},
		{"roundrobin(2)", "takes nothing in parentheses"},
		{"leastconn 1", "does not know '1'"},
		{"uri len", "expects a positive number after 'len', not ''"},
		{"uri len x", "not 'x'"},
		{"uri len -1", "not '-1'"},
		{"uri depth 0", "not '0'"},
		{"uri depth 99999999999", "not '99999999999'"},
		{"uri deep", "expects path-only, whole, len or depth, not 'deep'"},
		{"uri(2)", "takes nothing in parentheses"},
		{"url_param", "expects the name of a parameter"},
		{"url_param u check_post", "does not support check_post"},
		{"url_param u v", "does not know 'v'"},
		{"hdr", "expects the name of a header field"},
		{"hdr()", "expects the name of a header field"},
		{"hdr(", "not 'hdr('"},
		{"hdr(host) domain", "expects use_domain_only, not 'domain'"},
		{"hdr(host) use_domain_only x", "does not know 'x'"},
		{"random(0)", "expects a positive number of draws, not '0'"},
		{"random(two)", "not 'two'"},
		{"random 2", "does not know '2'"},
		{"hash", "expects a sample expression"},
		{"rdp-cookie(x)", "'balance rdp-cookie' is not supported"},
	} {
		_, err := balance.Parse(strings.Fields(c.line))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("balance %s: error %v, want one with %q", c.line, err, c.says)
		}
	}
}

func TestParseHashTypeRefusesWhatMakesNoSense(t *testing.T) {
	for _, c := range []struct{ line, says string }{
		{"", "expects consistent or map-based, not ''"},
		{"ring", "not 'ring'"},
		{"consistent md5", "expects one of sdbm, djb2, wt6, crc32, none, not 'md5'"},
		{"map-based sdbm mixed", "expects avalanche after the function, not 'mixed'"},
		{"map-based sdbm avalanche x", "does not know 'x'"},
	} {
		_, err := balance.ParseHashType(strings.Fields(c.line))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("hash-type %s: error %v, want one with %q", c.line, err, c.says)
		}
	}
	for _, word := range []string{"", "x", "-5", "50", "100", "99999999999999999999"} {
		if _, err := balance.ParseHashFactor(word); err == nil {
			t.Errorf("hash-balance-factor %s is accepted", word)
		}
	}
	if _, err := balance.ParseHashKey("port"); err == nil {
		t.Error("hash-key port is accepted")
	}
}

func TestMethodSaysHowItMayBeUsed(t *testing.T) {
	for _, c := range []struct {
		algo, hash      string
		label           string
		sticky, static_ bool
	}{
		{"roundrobin", "", "roundrobin", false, false},
		{"static-rr", "", "static-rr", false, true},
		{"leastconn", "", "leastconn", false, false},
		{"random(3)", "", "unknown", false, false},
		{"source", "", "source", true, true},
		{"uri whole", "consistent", "uri", true, false},
		{"hash req.hdr(a),lower", "map-based crc32", "hash", true, true},
	} {
		m := method(t, c.algo, c.hash)
		if m.Algorithm.Label != c.label || m.Sticky() != c.sticky || m.Static() != c.static_ {
			t.Errorf("%s: label %s sticky %t static %t", c.algo, m.Algorithm.Label, m.Sticky(), m.Static())
		}
	}
	if m := method(t, "hash req.hdr(a),lower", ""); m.Expression != "req.hdr(a),lower" {
		t.Errorf("expression %q", m.Expression)
	}
	if m := balance.Default(); m.Algorithm.Name != "random" {
		t.Errorf("default %s", m.Algorithm.Name)
	}
}

func TestEveryAlgorithmTellsWhatItDoes(t *testing.T) {
	for _, a := range balance.Algorithms() {
		if !strings.HasPrefix(a.Usage, a.Name) || !strings.HasSuffix(a.Help, ".") {
			t.Errorf("%s: usage %q, help %q", a.Name, a.Usage, a.Help)
		}
	}
}
