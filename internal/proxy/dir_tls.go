package proxy

import (
	"crypto/tls"
	"fmt"
	"slices"
	"strings"

	"metergate/internal/conf"
)

// Where options of TLS may stand: on the line itself and among the defaults of its side.
const (
	eachTLS   = conf.BindLine | conf.ServerLine
	sharedTLS = eachTLS | conf.TLSDefaults
)

// What both sides of TLS take.
var (
	tlsOn      = tlsFlag("ssl", eachTLS, "Connections are encrypted.")
	tlsTickets = tlsFlag("tls-tickets", sharedTLS, "Sessions are resumed with tickets; on when absent. Without tickets no session is resumed.")
	tlsMin     = tlsLimit("ssl-min-ver", "The oldest version that is spoken; TLSv1.2 when absent.")
	tlsMax     = tlsLimit("ssl-max-ver", "The newest version that is spoken.")
	tlsCiphers = conf.Scalar(conf.Spec{
		Name: "ciphers", In: eachTLS, Usage: "ciphers <ciphers>",
		Help: "The cipher suites up to TLS 1.2, as OpenSSL writes them. Their order is chosen by the gateway.",
	}, parseCiphers)
	_ = conf.Scalar(conf.Spec{
		Name: "ciphersuites", In: eachTLS, Usage: "ciphersuites <suites>",
		Help: "The cipher suites of TLS 1.3. A list must name one that there is; all three are always offered.",
	}, parseSuites)
	tlsCurves = conf.Scalar(conf.Spec{
		Name: "curves", In: eachTLS, Usage: "curves <curve>[:<curve>...]",
		Help: "The groups of key exchanges.",
	}, parseCurves)
	tlsECDHE = conf.Scalar(conf.Spec{
		Name: "ecdhe", In: conf.BindLine, Usage: "ecdhe <curve>",
		Help: "The one group of key exchanges; curves has precedence.",
	}, parseCurve)
	tlsALPN = conf.Scalar(conf.Spec{
		Name: "alpn", In: conf.BindLine, Usage: "alpn <protocol>[,<protocol>...]",
		Help: "The protocols that are negotiated: http/1.1 and http/1.0.",
	}, parseALPN)

	tlsBanned = []versionFlag{
		banVersion("no-tlsv10", tls.VersionTLS10), banVersion("no-tlsv11", tls.VersionTLS11),
		banVersion("no-tlsv12", tls.VersionTLS12), banVersion("no-tlsv13", tls.VersionTLS13),
	}
	tlsForced = []versionFlag{
		forceVersion("force-tlsv10", tls.VersionTLS10), forceVersion("force-tlsv11", tls.VersionTLS11),
		forceVersion("force-tlsv12", tls.VersionTLS12), forceVersion("force-tlsv13", tls.VersionTLS13),
	}
)

// A versionFlag is an option that names a version.
type versionFlag struct {
	key     *conf.Key[bool]
	version uint16
}

func banVersion(name string, v uint16) versionFlag {
	return versionFlag{plainFlag(name, sharedTLS, tls.VersionName(v)+" is not spoken."), v}
}

func forceVersion(name string, v uint16) versionFlag {
	return versionFlag{plainFlag(name, sharedTLS, "Only "+tls.VersionName(v)+" is spoken."), v}
}

// tlsFlag is an option that no- may stand before.
func tlsFlag(name string, in conf.Scope, help string) *conf.Key[bool] {
	return conf.Flag(conf.Spec{Name: name, In: in, Usage: name, Help: help, No: true})
}

// plainFlag is an option that cannot be taken back.
func plainFlag(name string, in conf.Scope, help string) *conf.Key[bool] {
	return conf.Flag(conf.Spec{Name: name, In: in, Usage: name, Help: help})
}

func tlsLimit(name, help string) *conf.Key[uint16] {
	return conf.Scalar(conf.Spec{
		Name: name, In: sharedTLS, Usage: name + " {TLSv1.0 | TLSv1.1 | TLSv1.2 | TLSv1.3}", Help: help,
	}, parseVersion)
}

// versionNames are the versions as the configuration writes them.
var versionNames = map[string]uint16{
	"TLSv1.0": tls.VersionTLS10, "TLSv1.1": tls.VersionTLS11, "TLSv1.2": tls.VersionTLS12, "TLSv1.3": tls.VersionTLS13,
}

func parseVersion(a *conf.Args) (uint16, error) {
	name := a.Next().Text
	v, ok := versionNames[name]
	if !ok {
		return 0, fmt.Errorf("'%s' expects TLSv1.0, TLSv1.1, TLSv1.2 or TLSv1.3, not '%s'.", a.Name(), name)
	}
	return v, nil
}

func parseALPN(a *conf.Args) ([]string, error) {
	return protocolsOf(a, "http/1.1 and http/1.0", "http/1.1", "http/1.0")
}

// protocolsOf takes a list of protocols, which must be among the known ones.
func protocolsOf(a *conf.Args, names string, known ...string) ([]string, error) {
	text, err := a.Text("a list of protocols")
	if err != nil {
		return nil, err
	}
	protocols := strings.Split(text, ",")
	for _, p := range protocols {
		if !slices.Contains(known, p) {
			return nil, fmt.Errorf("'%s' : protocol '%s' is not supported, only %s are.", a.Name(), p, names)
		}
	}
	return protocols, nil
}

// curves are the groups by the names of OpenSSL.
var curves = map[string]tls.CurveID{
	"X25519": tls.X25519, "P-256": tls.CurveP256, "prime256v1": tls.CurveP256, "secp256r1": tls.CurveP256,
	"P-384": tls.CurveP384, "secp384r1": tls.CurveP384, "P-521": tls.CurveP521, "secp521r1": tls.CurveP521,
	"X25519MLKEM768": tls.X25519MLKEM768, "SecP256r1MLKEM768": tls.SecP256r1MLKEM768, "SecP384r1MLKEM1024": tls.SecP384r1MLKEM1024,
}

func parseCurve(a *conf.Args) ([]tls.CurveID, error) {
	name, err := a.Text("a named curve")
	if err != nil {
		return nil, err
	}
	id, ok := curves[name]
	if !ok {
		return nil, fmt.Errorf("'%s' : curve '%s' is not available.", a.Name(), name)
	}
	return []tls.CurveID{id}, nil
}

func parseCurves(a *conf.Args) ([]tls.CurveID, error) {
	text, err := a.Text("a list of curves")
	if err != nil {
		return nil, err
	}
	var ids []tls.CurveID
	for name := range strings.SplitSeq(text, ":") {
		if id, ok := curves[name]; ok {
			ids = append(ids, id)
			continue
		}
		a.Noticef("'%s' : curve '%s' is not available and left out.", a.Name(), name)
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("'%s' : none of the curves '%s' is available.", a.Name(), text)
	}
	return ids, nil
}
