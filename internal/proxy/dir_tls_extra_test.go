package proxy

import (
	"strings"
	"testing"

	"metergate/internal/conf"
)

func TestExtraFiles(t *testing.T) {
	for words, want := range map[string]string{
		"none": "", "all": "keys bundles", "bundle": "bundles", "key bundle": "keys bundles", "key": "keys",
		"": "expects none", "sctl": "'sctl' is not supported", "key ocsp": "'ocsp' is not supported", "keys": "not 'keys'",
	} {
		b, err := conf.ParseOptions(&conf.Section{}, conf.Global, strings.Fields("ssl-load-extra-files "+words), nil)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			e := dirExtraFiles.Or(b, extraFiles{})
			got = strings.TrimSpace(map[bool]string{true: "keys "}[e.keys] + map[bool]string{true: "bundles"}[e.bundles])
		}
		if got != want && (want == "" || !strings.Contains(got, want)) {
			t.Errorf("%q: %q, not %q", words, got, want)
		}
	}
}
