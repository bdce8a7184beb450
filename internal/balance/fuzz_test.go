package balance_test

import (
	"strings"
	"testing"

	"metergate/internal/balance"
)

func FuzzParse(f *testing.F) {
	for _, line := range []string{
		"roundrobin", "random(3)", "uri path-only whole len 5 depth 2", "url_param u", "hdr(host) use_domain_only", "hash src,lower",
		"hdr(", "uri len", "random()", "rdp-cookie",
	} {
		f.Add(line, "/a/b?u=1&v", "www.example.com, x")
	}
	f.Fuzz(func(t *testing.T, line, target, header string) {
		m, err := balance.Parse(strings.Fields(line))
		if err != nil {
			return
		}
		for _, consistent := range []bool{false, true} {
			m := m.WithHash(balance.HashType{Consistent: consistent})
			table, picker := m.NewTable(candidates(1, 2), false), m.NewPicker(&idle{}, 1)
			if i := picker.Pick(table, request(&parts{target: target, header: header})); i != 0 && i != 1 {
				t.Errorf("%s: server %d", line, i)
			}
		}
	})
}
