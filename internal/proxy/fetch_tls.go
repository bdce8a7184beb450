package proxy

import (
	"crypto/tls"

	"metergate/internal/netio"
	"metergate/internal/sample"
)

// A tlsFetch is one fetch about TLS, declared for both sides.
type tlsFetch struct {
	name  string // behind ssl_fc or ssl_bc
	out   sample.Type
	help  string
	forms bool // it has the variants of texts in ACLs
	get   func(s *netio.TLSState) (sample.Value, bool)
}

// tlsFetches have no value where nothing is encrypted, but for the first, which tells that.
var tlsFetches = []tlsFetch{
	{"", sample.Bool, "Whether the connection is encrypted.", false,
		func(s *netio.TLSState) (sample.Value, bool) { return sample.BoolOf(s != nil), true }},
	{"_protocol", sample.Str, "Version of TLS, such as TLSv1.3.", false,
		tlsText(func(s *netio.TLSState) string { return protocolName(s.Version) })},
	{"_cipher", sample.Str, "Cipher suite, by its name of OpenSSL.", false,
		tlsText(func(s *netio.TLSState) string { return cipherName(s.Cipher) })},
	{"_curve", sample.Str, "Group of the key exchange.", false,
		tlsText(func(s *netio.TLSState) string { return curveName(s.Curve) })},
	{"_alpn", sample.Str, "Protocol negotiated with ALPN.", true,
		tlsText(func(s *netio.TLSState) string { return s.Protocol })},
	{"_sni", sample.Str, "Server name that the client asked for.", true,
		tlsText(func(s *netio.TLSState) string { return s.Name })},
	{"_is_resumed", sample.Bool, "Whether the session resumed an earlier one.", false,
		func(s *netio.TLSState) (sample.Value, bool) { return sample.BoolOf(s != nil && s.Resumed), true }},
	{"_unique_id", sample.Bin, "What both ends know the connection by, and nobody else does: tls-unique of RFC 5929, with TLS 1.3 tls-exporter of RFC 9266.", false,
		func(s *netio.TLSState) (sample.Value, bool) {
			if s == nil {
				return sample.Value{}, false
			}
			id := s.Binding()
			return sample.BinOf(id), len(id) > 0
		}},
	{"_use_keysize", sample.Int, "Bits of the symmetric key.", false, keySize},
	{"_alg_keysize", sample.Int, "Bits of the keys that the cipher works with.", false, keySize},
}

func init() {
	for _, f := range tlsFetches {
		sample.RegisterFetch(
			f.on("ssl_fc", sample.Client5, onClient(func(c *netio.Conn) (sample.Value, bool) { return f.get(c.TLS()) })),
			f.on("ssl_bc", sample.Server5, onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) { return f.get(s.serverTLS) })),
		)
	}
	sample.RegisterFetch(sample.Fetch{
		Name: "ssl_fc_has_sni", Out: sample.Bool, Needs: sample.Client5, Help: "Whether the client asked for a server name.",
		Get: onClient(func(c *netio.Conn) (sample.Value, bool) {
			s := c.TLS()
			return sample.BoolOf(s != nil && s.Name != ""), true
		}),
	})
	for _, v := range []struct {
		name, expr, help string
		read             func(s *netio.TLSState) string
	}{
		{"sslv", "ssl_fc_protocol", "Version of TLS with the client.", func(s *netio.TLSState) string { return protocolName(s.Version) }},
		{"sslc", "ssl_fc_cipher", "Cipher suite with the client.", func(s *netio.TLSState) string { return cipherName(s.Cipher) }},
	} {
		get := tlsText(v.read)
		sample.RegisterLogVar(sample.LogVar{
			Name: v.name, Kind: sample.TextVar, TLS: true, Needs: sample.Client5, Expr: v.expr, Help: v.help,
			Get: ofStream(func(s *Stream) (sample.Value, bool) { return get(s.client.TLS()) }),
		})
	}
}

// on declares the fetch for a side.
func (f *tlsFetch) on(side string, needs sample.Source, get func(*sample.Ctx, sample.Args) (sample.Value, bool)) sample.Fetch {
	fetch := sample.Fetch{Name: side + f.name, Out: f.out, Needs: needs, Help: f.help, Get: get}
	if f.forms {
		fetch.Forms = sample.StringForms(fetch.Name)
	}
	return fetch
}

// tlsText makes the Get of a text; an empty one is missing.
func tlsText(read func(s *netio.TLSState) string) func(s *netio.TLSState) (sample.Value, bool) {
	return func(s *netio.TLSState) (sample.Value, bool) {
		if s == nil {
			return sample.Value{}, false
		}
		text := read(s)
		return sample.StringOf(text), text != ""
	}
}

// protocolName returns OpenSSL's name of a version.
func protocolName(v uint16) string {
	switch v {
	case tls.VersionTLS10:
		return "TLSv1"
	case tls.VersionTLS11:
		return "TLSv1.1"
	case tls.VersionTLS12:
		return "TLSv1.2"
	}
	return "TLSv1.3"
}

// curveName returns OpenSSL's name of a group.
func curveName(id tls.CurveID) string {
	switch id {
	case 0:
		return ""
	case tls.CurveP256:
		return "secp256r1"
	case tls.CurveP384:
		return "secp384r1"
	case tls.CurveP521:
		return "secp521r1"
	}
	return id.String()
}

// keySize is the length of the keys of a suite: all there are have 128 or 256 bits.
func keySize(s *netio.TLSState) (sample.Value, bool) {
	if s == nil {
		return sample.Value{}, false
	}
	switch s.Cipher {
	case tls.TLS_AES_128_GCM_SHA256,
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_128_GCM_SHA256,
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, tls.TLS_RSA_WITH_AES_128_CBC_SHA256,
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_128_CBC_SHA:
		return sample.IntOf(128), true
	}
	return sample.IntOf(256), true
}
