package proxy

import (
	"crypto/tls"
	"fmt"
	"time"

	"metergate/internal/conf"
)

// A tlsSide is what sections global say of all lines of one side.
type tlsSide struct {
	options *conf.Key[*conf.Bag]
	ciphers *conf.Key[[]uint16]
	curves  *conf.Key[[]tls.CurveID]
}

// What sections global say of TLS.
var (
	dirCABase  = tlsBase("ca-base", "Where the files of ca-file are when their names are relative.")
	dirCrtBase = tlsBase("crt-base", "Where the files of crt are when their names are relative.")
	dirKeyBase = tlsBase("key-base", "Where the keys of certificates are when they are in files of their own.")

	tlsBind   = declareSide("bind", "bind lines")
	tlsServer = declareSide("server", "server lines")

	dirServerVerify = conf.Scalar(conf.Spec{
		Name: "ssl-server-verify", In: conf.Global, Usage: "ssl-server-verify {none | required}",
		Help: "Whether the certificates of servers are verified when their lines do not say so; they are when absent.",
	}, parseVerify)
	dirTLSLifetime = conf.Scalar(conf.Spec{
		Name: "tune.ssl.lifetime", In: conf.Global, Usage: "tune.ssl.lifetime <time>",
		Help: "How long a session of a client may be resumed; 300 seconds when absent.",
	}, conf.Time(time.Second))
)

func tlsBase(name, help string) *conf.Key[string] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.Global, Usage: name + " <folder>", Help: help}, conf.Text("a directory path"))
}

func declareSide(side, lines string) tlsSide {
	prefix := "ssl-default-" + side + "-"
	_ = conf.Scalar(conf.Spec{
		Name: prefix + "ciphersuites", In: conf.Global, Usage: prefix + "ciphersuites <suites>",
		Help: "The ciphersuites of " + lines + " that name none.",
	}, parseSuites)
	return tlsSide{
		options: conf.Scalar(conf.Spec{
			Name: prefix + "options", In: conf.Global, Usage: prefix + "options <option>...",
			Help: "Options of all encrypted " + lines + "; several lines add up.",
		}, parseTLSDefaults),
		ciphers: conf.Scalar(conf.Spec{
			Name: prefix + "ciphers", In: conf.Global, Usage: prefix + "ciphers <ciphers>",
			Help: "The ciphers of " + lines + " that name none.",
		}, parseCiphers),
		curves: conf.Scalar(conf.Spec{
			Name: prefix + "curves", In: conf.Global, Usage: prefix + "curves <curve>[:<curve>...]",
			Help: "The curves of " + lines + " that name none.",
		}, parseCurves),
	}
}

func parseTLSDefaults(a *conf.Args) (*conf.Bag, error) {
	before, _ := conf.Previous[*conf.Bag](a)
	if a.Done() {
		return nil, fmt.Errorf("global statement '%s' expects an option as an argument.", a.Name())
	}
	return a.Options(conf.TLSDefaults, before)
}

// parseVerify returns whether certificates are verified.
func parseVerify(a *conf.Args) (bool, error) {
	word, err := conf.OneOf("none", "required")(a)
	return word == "required", err
}
