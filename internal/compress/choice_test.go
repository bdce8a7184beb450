package compress

import (
	"strings"
	"testing"
)

func TestChoice(t *testing.T) {
	for _, tc := range []struct {
		offered, accept string
		want            Algorithm
	}{
		{"gzip", "gzip", Gzip},
		{"gzip", "GZip", Gzip},
		{"gzip", "", None},
		{"gzip", "deflate", None},
		{"gzip deflate", "deflate,gzip", Deflate},
		{"gzip deflate", "deflate;q=0.5,gzip;q=0.8", Gzip},
		{"gzip deflate", "deflate;q=0.9,gzip;q=0.8", Deflate},
		{"gzip deflate", "*", Gzip},
		{"gzip", "gzip;q=0", None},
		{"gzip", "gzip;q=0.0", None},
		{"gzip", "gzip;q=0.001", Gzip},
		{"gzip", "gzip ; x=1 ; q=0", None},
		{"gzip br", "gzip;q=0.5,br", Brotli},
		{"gzip br zstd", "br;q=0.4,zstd;q=0.401", Zstd},
		{"raw-deflate", "deflate", RawDeflate},
		{"identity", "", Identity},
		{"gzip identity", "compress", Identity},
		{"gzip", "gzip;q=abc", Gzip},
		{"gzip", "xgzip", None},
	} {
		c := NewChoice(parseAll(tc.offered))
		for item := range strings.SplitSeq(tc.accept, ",") {
			c.Ask([]byte(strings.TrimSpace(item)))
		}
		if got := c.Algorithm(); got != tc.want {
			t.Errorf("%s for %q: %v, want %v", tc.offered, tc.accept, got, tc.want)
		}
	}
}

func parseAll(names string) (list []Algorithm) {
	for name := range strings.FieldsSeq(names) {
		list = append(list, Parse(name))
	}
	return list
}

// FuzzChoice checks that a member of Accept-Encoding never makes a choice out of what is not offered, and that its
// weight is within bounds.
func FuzzChoice(f *testing.F) {
	for _, s := range []string{"gzip", "gzip;q=0.5", "*;q=0", ";q=", "gzip;;q=1.0000", "br ; Q=1;q=9"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, item []byte) {
		c := NewChoice([]Algorithm{Gzip})
		c.Ask(item)
		if a := c.Algorithm(); a != None && a != Gzip || c.best < 0 || c.best > 1000 {
			t.Errorf("%q gives %v with weight %d", item, a, c.best)
		}
	})
}
