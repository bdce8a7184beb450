package proxy

import (
	"metergate/internal/conf"
)

// A certSource is an option of a bind line that names certificates.
type certSource struct {
	option, name string
	left         int // words of the line behind it: sources count in the order in which they stand
}

// What addresses take for TLS with clients.
var (
	bindCrt = certOption("crt", "crt {<file> | <folder> | @[<store>]/<name>}",
		"A PEM file with a certificate, its chain and its key (which may be in <file>.key), or a folder of such files, or a certificate of a crt-store. "+
			"The name that a client asks for chooses among all of them; the first is for the others.")
	bindDefaultCrt = certOption("default-crt", "default-crt <file>",
		"A certificate for clients that ask for a name that no certificate has, and for its own names.")
	bindCrtList = certOption("crt-list", "crt-list <file>",
		"A file that names a certificate on each line, with options in brackets and the names that it is for: <crt> [\\[<option>...\\]] [[!]<name>...]. "+
			"The name * is every other name; a name with ! before it is not meant by the wildcards of its line.")
	bindStrictSNI = tlsFlag("strict-sni", conf.BindLine|conf.TLSDefaults, "A client that asks for a name that no certificate has is refused.")
	bindNoALPN    = plainFlag("no-alpn", conf.BindLine, "No protocol is negotiated.")
	_             = plainFlag("no-sslv3", sharedTLS, "SSLv3 is not spoken, which it never is.")
)

func certOption(name, usage, help string) *conf.ListKey[certSource] {
	return conf.List(conf.Spec{Name: name, In: conf.BindLine, Usage: usage, Help: help}, func(a *conf.Args) (certSource, error) {
		left := a.Len()
		text, err := a.Text("a certificate")
		return certSource{option: name, name: text, left: left}, err
	})
}

func init() {
	conf.NoEffect(conf.Spec{
		Name: "prefer-client-ciphers", In: conf.BindLine | conf.TLSDefaults,
		Help: "Lets the client choose among ciphers; here the choice follows from what both processors are fast at.",
	}, conf.FormNone)
	conf.NoEffect(conf.Spec{
		Name: "allow-0rtt", In: conf.BindLine,
		Help: "Lets clients send requests before the handshake is done. No session is offered for that, so that they send them after it; nothing is lost but the time of a round trip.",
	}, conf.FormNone)
}
