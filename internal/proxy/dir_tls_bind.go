package proxy

import (
	"errors"

	"metergate/internal/conf"
)

// What addresses take for TLS with clients.
var (
	bindCrt = conf.List(conf.Spec{
		Name: "crt", In: conf.BindLine, Usage: "crt <file or folder>",
		Help: "A PEM file with a certificate, its chain and its key (which may be in <file>.key), or a folder of such files. " +
			"The name that a client asks for chooses among all of them; the first is for the others.",
	}, conf.Text("a certificate"))
	bindDefaultCrt = conf.List(conf.Spec{
		Name: "default-crt", In: conf.BindLine, Usage: "default-crt <file>",
		Help: "The certificate for clients that ask for a name that no certificate has.",
	}, conf.Text("a certificate"))
	bindStrictSNI = plainFlag("strict-sni", conf.BindLine|conf.TLSDefaults, "A client that asks for a name that no certificate has is refused.")
	bindNoALPN    = plainFlag("no-alpn", conf.BindLine, "No protocol is negotiated.")
	_             = plainFlag("no-sslv3", sharedTLS, "SSLv3 is not spoken, which it never is.")
	_             = conf.Scalar(conf.Spec{
		Name: "verify", In: conf.BindLine, Usage: "verify none",
		Help: "Whether clients must show certificates; they are not asked for.",
	}, func(a *conf.Args) (string, error) {
		if word := a.Next().Text; word != "none" {
			return "", errors.New("'verify' : only 'none' is supported on bind lines: certificates of clients are not verified in this version.")
		}
		return "none", nil
	})
)

func init() {
	conf.NoEffect(conf.Spec{
		Name: "prefer-client-ciphers", In: conf.BindLine | conf.TLSDefaults,
		Help: "Lets the client choose among ciphers; here the choice follows from what both processors are fast at.",
	}, conf.FormNone)
}
