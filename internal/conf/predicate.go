package conf

import "strings"

// A predicate is a question that a condition can ask.
type predicate struct {
	name  string
	args  int
	usage string
	holds func(lookup lookupFunc, args []string) bool
}

// predicates is the only list of them; .if, -cc and -dK read it.
var predicates = []predicate{
	{"awslc_api_atleast", 1, "awslc_api_atleast(<number>)", never},
	{"awslc_api_before", 1, "awslc_api_before(<number>)", never},
	{"defined", 1, "defined(<variable>)", func(lookup lookupFunc, a []string) bool {
		_, ok := lookup(a[0])
		return ok
	}},
	{"enabled", 1, "enabled(<option>)", func(_ lookupFunc, a []string) bool { return Enabled(a[0]) }},
	{"feature", 1, "feature(<name>)", func(_ lookupFunc, a []string) bool { return HasFeature(a[0]) }},
	{"fips_mode", 0, "fips_mode()", never},
	{"openssl_version_atleast", 1, "openssl_version_atleast(<version>)", func(_ lookupFunc, a []string) bool {
		return compareOpenSSL(OpenSSLVersion, a[0]) >= 0
	}},
	{"openssl_version_before", 1, "openssl_version_before(<version>)", func(_ lookupFunc, a []string) bool {
		return compareOpenSSL(OpenSSLVersion, a[0]) < 0
	}},
	{"ssllib_name_startswith", 1, "ssllib_name_startswith(<name>)", func(_ lookupFunc, a []string) bool {
		return strings.HasPrefix(SSLLibrary, a[0])
	}},
	{"streq", 2, "streq(<text>,<text>)", func(_ lookupFunc, a []string) bool { return a[0] == a[1] }},
	{"strneq", 2, "strneq(<text>,<text>)", func(_ lookupFunc, a []string) bool { return a[0] != a[1] }},
	{"strstr", 2, "strstr(<text>,<part>)", func(_ lookupFunc, a []string) bool { return strings.Contains(a[0], a[1]) }},
	{"version_atleast", 1, "version_atleast(<version>)", func(_ lookupFunc, a []string) bool {
		return compareVersions(Version, a[0]) >= 0
	}},
	{"version_before", 1, "version_before(<version>)", func(_ lookupFunc, a []string) bool {
		return compareVersions(Version, a[0]) < 0
	}},
}

func never(lookupFunc, []string) bool { return false }

func predicateNamed(name string) *predicate {
	for i := range predicates {
		if predicates[i].name == name {
			return &predicates[i]
		}
	}
	return nil
}

// Predicates returns the usage of every predicate, sorted by name.
func Predicates() []string {
	var all []string
	for _, p := range predicates {
		all = append(all, p.usage)
	}
	return all
}
