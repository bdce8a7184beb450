package hash

import "testing"

// The wanted values were read off HAProxy 2.6's converters; those of XXH32 agree with the specification's tool.
func TestHashes(t *testing.T) {
	xxh32 := func(b []byte) uint32 { return XXH32(b, 0) }
	seeded := func(b []byte) uint32 { return XXH32(b, 5) }
	for _, tc := range []struct {
		name string
		sum  func([]byte) uint32
		key  string
		want uint32
	}{
		{"sdbm", SDBM, "abc", 807794786},
		{"djb2", DJB2, "abc", 193485963},
		{"wt6", WT6, "abc", 2483038440},
		{"xxh32", xxh32, "", 46947589},
		{"xxh32", xxh32, "abc", 852579327},
		{"xxh32", xxh32, "a text of more than sixteen bytes", 844272693},
		{"xxh32 seeded", seeded, "abc", 1562728233},
	} {
		if got := tc.sum([]byte(tc.key)); got != tc.want {
			t.Errorf("%s(%q) = %d, want %d", tc.name, tc.key, got, tc.want)
		}
	}
}

func TestAvalanche(t *testing.T) {
	for in, want := range map[uint32]uint32{193485963: 2235766107, 807794786: 659243622, 2483038440: 266135527} {
		if got := Avalanche(in); got != want {
			t.Errorf("Avalanche(%d) = %d, want %d", in, got, want)
		}
	}
}
