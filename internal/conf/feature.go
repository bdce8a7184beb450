package conf

import (
	"slices"
	"strings"
)

// What the program says it is compatible with. Scripts and test suites decide
// by these facts what to configure.
const (
	Version        = "3.5.0" // of the reference whose language is spoken
	Branch         = "3.5"   // HAPROXY_BRANCH
	ReleaseDate    = "2026/11/22"
	OpenSSLVersion = "3.0.0" // whose options and file formats are understood
	SSLLibrary     = "OpenSSL " + OpenSSLVersion
)

// present and absent are the feature list of -vv, of feature() and of -cc.
var (
	present = []string{
		"ACCEPT4", "CPU_AFFINITY", "CRYPT_H", "EPOLL", "GETADDRINFO", "LINUX_CAP", "LINUX_SPLICE", "LINUX_TPROXY",
		"MATH", "METERGATE", "OPENSSL", "PCRE2", "POLL", "PRCTL", "PROMEX", "RT", "SSL", "TFO", "THREAD", "TPROXY", "ZLIB",
	}
	absent = []string{
		"51DEGREES", "ACME", "BACKTRACE", "CLOSEFROM", "DEVICEATLAS", "DL", "ECH", "ENGINE", "EVPORTS", "FCGI", "KQUEUE",
		"KTLS", "LIBATOMIC", "LUA", "MEMORY_PROFILING", "NETFILTER", "NS", "OBSOLETE_LINKER", "OPENSSL_AWSLC",
		"OPENSSL_WOLFSSL", "PCRE", "PCRE2_JIT", "PCRE_JIT", "PROCCTL", "PTHREAD_EMULATION", "QUIC", "QUIC_OPENSSL_COMPAT",
		"SHM_OPEN", "SLZ", "SPOE", "STATIC_PCRE", "STATIC_PCRE2", "SYSTEMD", "THREAD_DUMP", "TRACE", "WURFL",
	}
)

// HasFeature reports whether the feature of that name is built in.
func HasFeature(name string) bool { return slices.Contains(present, name) }

// FeatureList returns the features, sorted, each with + or - before it.
func FeatureList() string {
	var all []string
	for _, n := range present {
		all = append(all, "+"+n)
	}
	for _, n := range absent {
		all = append(all, "-"+n)
	}
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(a[1:], b[1:]) })
	return strings.Join(all, " ")
}

// enabled lists what enabled() answers yes to: run-time choices that the
// command line of HAProxy can turn off.
var enabled = []string{"EPOLL", "FAST-FORWARD", "GETADDRINFO", "POLL", "REUSEPORT", "SPLICE", "ZERO-COPY-FORWARDING"}

// Enabled reports whether a run-time choice is on.
func Enabled(name string) bool { return slices.Contains(enabled, name) }
