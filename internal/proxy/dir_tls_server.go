package proxy

import "metergate/internal/conf"

// What servers take for TLS.
var (
	srvVerify = conf.Scalar(conf.Spec{
		Name: "verify", In: conf.ServerLine, Usage: "verify {none | required}",
		Help: "Whether the server's certificate is verified; ssl-server-verify decides when absent.",
	}, parseVerify)
	srvCAFile = serverText("ca-file", "ca-file {<file> | <folder> | @system-ca}",
		"The certificate authorities that the server's certificate is verified against.", "a file of certificates")
	srvCRLFile    = serverText("crl-file", "crl-file <file>", "Lists of the certificates that their authorities revoked: one for each authority of the server's chain.", "a file of revocation lists")
	srvVerifyHost = serverText("verifyhost", "verifyhost <name>", "The name that the server's certificate must have; that of sni when absent.", "a host name")
	srvCrt        = serverText("crt", "crt <file>", "The certificate that is shown to a server that asks for one.", "a certificate")
	srvTLSReuse   = tlsFlag("ssl-reuse", conf.ServerLine, "Sessions with the server are resumed; on when absent.")
	srvCheckSSL   = serverFlag("check-ssl", "Checks are encrypted; they are when the server is and the checks go to the same port.")
	srvCheckALPN  = conf.Scalar(conf.Spec{
		Name: "check-alpn", In: conf.ServerLine, Usage: "check-alpn <protocol>[,<protocol>...]",
		Help: "The protocols that encrypted checks negotiate.",
	}, parseServerALPN)
	srvALPN = conf.Scalar(conf.Spec{
		Name: "alpn", In: conf.ServerLine, Usage: "alpn <protocol>[,<protocol>...]",
		Help: "The protocols that are negotiated, the preferred one first: h2, http/1.1 and http/1.0. What the server chooses is spoken, unless proto says otherwise.",
	}, parseServerALPN)
)

func parseServerALPN(a *conf.Args) ([]string, error) {
	return protocolsOf(a, "h2, http/1.1 and http/1.0", string(protoH2), nameHTTP1, "http/1.0")
}

// nameHTTP1 is what HTTP/1.1 is called where protocols are negotiated.
const nameHTTP1 = "http/1.1"
