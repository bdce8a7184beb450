package conf

import (
	"cmp"
	"strings"
)

// compareVersions orders versions such as 2.4, v2.8-dev8 and 3.5.0: a
// development version comes before the release it leads to.
func compareVersions(a, b string) int {
	x, y := parseVersion(a), parseVersion(b)
	for i := range x {
		if c := cmp.Compare(x[i], y[i]); c != 0 {
			return c
		}
	}
	return 0
}

// parseVersion returns major, minor, -1 for a development version or 0, and the
// number of the development or maintenance version.
func parseVersion(s string) (v [4]int) {
	s = strings.TrimPrefix(s, "v")
	v[0], s = leadingInt(s)
	if rest, ok := strings.CutPrefix(s, "."); ok {
		v[1], s = leadingInt(rest)
	}
	if rest, ok := strings.CutPrefix(s, "-dev"); ok {
		v[2] = -1
		v[3], _ = leadingInt(rest)
	} else if rest, ok := strings.CutPrefix(s, "."); ok {
		v[3], _ = leadingInt(rest)
	}
	return v
}

// compareOpenSSL orders OpenSSL versions such as 1.0.2zh, 1.1.1 and 3.0.0-beta1:
// letters come after the bare version, words after a dash before it.
func compareOpenSSL(a, b string) int {
	for range 3 {
		var x, y int
		x, a = leadingInt(a)
		y, b = leadingInt(b)
		if x != y {
			return cmp.Compare(x, y)
		}
		a, b = strings.TrimPrefix(a, "."), strings.TrimPrefix(b, ".")
	}
	return cmp.Or(cmp.Compare(stage(a), stage(b)), cmp.Compare(a, b))
}

func stage(suffix string) int {
	switch {
	case suffix == "":
		return 0
	case suffix[0] == '-':
		return -1
	}
	return 1
}

// leadingInt takes the number at the front of s; huge ones stop growing.
func leadingInt(s string) (n int, rest string) {
	i := 0
	for ; i < len(s) && s[i]-'0' <= 9; i++ {
		n = min(n*10+int(s[i]-'0'), 1<<30)
	}
	return n, s[i:]
}
