package proxy

import (
	"crypto/sha1"
	"crypto/x509"
	"slices"
	"strings"

	"metergate/internal/cert"
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// A certSide is one of the certificates that a request has to do with.
type certSide struct {
	name, whose string
	needs       sample.Source
	chain       func(s *Stream) []*x509.Certificate // the certificate first; nil without
}

var certSides = []certSide{
	{"ssl_c", "the client's certificate", sample.Client5, func(s *Stream) []*x509.Certificate {
		if h := s.sess.hand; h != nil {
			return h.peer
		}
		return nil
	}},
	{"ssl_f", "the certificate that the client was shown", sample.Client5, func(s *Stream) []*x509.Certificate {
		if h := s.sess.hand; h != nil && h.instance != nil {
			return append([]*x509.Certificate{h.instance.pair.Leaf()}, h.instance.pair.Chain...)
		}
		return nil
	}},
	{"ssl_s", "the server's certificate", sample.Server5, func(s *Stream) []*x509.Certificate {
		if s.serverTLS != nil {
			return s.serverTLS.Peer
		}
		return nil
	}},
}

// certFetches are declared for each of the sides.
var certFetches = []struct {
	name string
	out  sample.Type
	help string
	get  func(cx *sample.Ctx, c *x509.Certificate) (sample.Value, bool)
}{
	{"_version", sample.Int, "Version", func(_ *sample.Ctx, c *x509.Certificate) (sample.Value, bool) {
		return sample.IntOf(int64(c.Version)), true
	}},
	{"_serial", sample.Bin, "Serial number, in bytes,", binOf(func(c *x509.Certificate) []byte { return c.SerialNumber.Bytes() })},
	{"_sha1", sample.Bin, "SHA-1 fingerprint", func(cx *sample.Ctx, c *x509.Certificate) (sample.Value, bool) {
		sum := sha1.Sum(c.Raw)
		return cx.Bin(append(cx.Temp(len(sum)), sum[:]...))
	}},
	{"_der", sample.Bin, "DER form", binOf(func(c *x509.Certificate) []byte { return c.Raw })},
	{"_notbefore", sample.Str, "When the validity begins, as YYMMDDhhmmssZ, of", strOf(func(c *x509.Certificate) string { return c.NotBefore.UTC().Format("060102150405Z") })},
	{"_notafter", sample.Str, "When the validity ends, as YYMMDDhhmmssZ, of", strOf(func(c *x509.Certificate) string { return c.NotAfter.UTC().Format("060102150405Z") })},
	{"_key_alg", sample.Str, "Name of the algorithm of the key", strOf(keyAlgorithm)},
	{"_sig_alg", sample.Str, "Name of the algorithm of the signature", strOf(signatureAlgorithm)},
}

func init() {
	for _, side := range certSides {
		for _, f := range certFetches {
			sample.RegisterFetch(sample.Fetch{
				Name: side.name + f.name, Out: f.out, Needs: side.needs, Help: f.help + " of " + side.whose + ".",
				Get: onStreamCx(func(cx *sample.Ctx, s *Stream, _ sample.Args) (sample.Value, bool) {
					if chain := side.chain(s); len(chain) > 0 {
						return f.get(cx, chain[0])
					}
					return sample.Value{}, false
				}),
			})
		}
		side.names("_s_dn", "Name of the subject of "+side.whose, func(chain []*x509.Certificate) []byte { return chain[0].RawSubject })
		side.names("_i_dn", "Name of the issuer of "+side.whose, func(chain []*x509.Certificate) []byte { return chain[0].RawIssuer })
		if side.name != "ssl_f" {
			side.chainFetch()
		}
	}
	certSides[0].names("_r_dn", "Name of the last authority in the chain of the client's certificate",
		func(chain []*x509.Certificate) []byte { return chain[len(chain)-1].RawIssuer })
	clientCertFetches()
}

// onStreamCx makes the Get of a fetch that makes bytes.
func onStreamCx(get func(*sample.Ctx, *Stream, sample.Args) (sample.Value, bool)) func(*sample.Ctx, sample.Args) (sample.Value, bool) {
	return func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
		if s := streamOf(cx); s != nil {
			return get(cx, s, a)
		}
		return sample.Value{}, false
	}
}

func binOf(read func(*x509.Certificate) []byte) func(*sample.Ctx, *x509.Certificate) (sample.Value, bool) {
	return func(cx *sample.Ctx, c *x509.Certificate) (sample.Value, bool) {
		b := read(c)
		return cx.Bin(append(cx.Temp(len(b)), b...))
	}
}

func strOf(read func(*x509.Certificate) string) func(*sample.Ctx, *x509.Certificate) (sample.Value, bool) {
	return func(_ *sample.Ctx, c *x509.Certificate) (sample.Value, bool) { return sample.StringOf(read(c)), true }
}

// names declares a fetch of a distinguished name: all of it, or a part.
func (side certSide) names(name, help string, raw func([]*x509.Certificate) []byte) {
	sample.RegisterFetch(sample.Fetch{
		Name: side.name + name, Out: sample.Str, Needs: side.needs,
		Args: []sample.Arg{{Name: "entry", Optional: true}, {Name: "occ", Kind: sample.ArgInt, Optional: true}, {Name: "format", Optional: true}},
		Help: help + ": the part <entry> of it, such as CN, the first or the one of number <occ>, from the end when it is negative; else all of it, with format rfc2253 in that form.",
		Get: onStreamCx(func(cx *sample.Ctx, s *Stream, a sample.Args) (sample.Value, bool) {
			chain := side.chain(s)
			if len(chain) == 0 {
				return sample.Value{}, false
			}
			text := ""
			switch {
			case a.Has(0) && a.Str(0) != "":
				text = namePart(cert.Parts(raw(chain)), a.Str(0), int(a.Int(1)))
			case a.Str(2) == "rfc2253":
				text = cert.RFC2253(raw(chain))
			default:
				text = cert.OneLine(raw(chain))
			}
			if text == "" {
				return sample.Value{}, false
			}
			return cx.Str(append(cx.Temp(len(text)), text...))
		}),
	})
}

// namePart returns one of the parts of a kind: the first for 0, the last for -1.
func namePart(parts []cert.Part, kind string, occ int) string {
	var values []string
	for _, p := range parts {
		if p.Name == kind {
			values = append(values, p.Value)
		}
	}
	if occ > 0 {
		occ--
	} else if occ < 0 {
		occ += len(values)
	}
	if occ < 0 || occ >= len(values) {
		return ""
	}
	return values[occ]
}

func (side certSide) chainFetch() {
	sample.RegisterFetch(sample.Fetch{
		Name: side.name + "_chain_der", Out: sample.Bin, Needs: side.needs, Help: "DER forms of " + side.whose + " and its chain.",
		Get: onStreamCx(func(cx *sample.Ctx, s *Stream, _ sample.Args) (sample.Value, bool) {
			chain := side.chain(s)
			var all []byte
			for _, c := range chain {
				all = append(all, c.Raw...)
			}
			if len(all) == 0 {
				return sample.Value{}, false
			}
			return cx.Bin(append(cx.Temp(len(all)), all...))
		}),
	})
}

// clientCertFetches declares what is said of the client's certificate alone.
func clientCertFetches() {
	number := func(name, help string, read func(h *hand) int64) {
		sample.RegisterFetch(sample.Fetch{
			Name: name, Out: sample.Int, Needs: sample.Client5, Help: help,
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				if h := s.sess.hand; h != nil {
					return sample.IntOf(read(h)), true
				}
				return sample.Value{}, false
			}),
		})
	}
	number("ssl_c_verify", "How the verification of the client's certificate ended, by its number in OpenSSL: 0 when it is accepted, or when there is none.",
		func(h *hand) int64 {
			if v := h.verdict; v.Err != 0 {
				return int64(v.Err)
			} else if v.CAErr != 0 {
				return int64(v.CAErr)
			}
			return 0
		})
	number("ssl_c_err", "First error of the client's certificate itself, 0 for none.", func(h *hand) int64 { return int64(h.verdict.Err) })
	number("ssl_c_ca_err", "First error of an authority of the client's certificate, 0 for none.", func(h *hand) int64 { return int64(h.verdict.CAErr) })
	number("ssl_c_ca_err_depth", "Where in the chain that authority is; the certificate itself is 0.", func(h *hand) int64 { return int64(h.verdict.CADepth) })
	truth := func(name, help string, read func(s *Stream, h *hand) bool) {
		sample.RegisterFetch(sample.Fetch{
			Name: name, Out: sample.Bool, Needs: sample.Client5, Help: help,
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				h := s.sess.hand
				return sample.BoolOf(h != nil && read(s, h)), true
			}),
		})
	}
	truth("ssl_c_used", "Whether the client showed a certificate, now or in the session that is resumed.", func(_ *Stream, h *hand) bool { return len(h.peer) > 0 })
	truth("ssl_fc_has_crt", "Whether the client showed a certificate in this very handshake.",
		func(s *Stream, h *hand) bool { return len(h.peer) > 0 && !resumed(s.client) })
	truth("ssl_fc_has_early", "Whether there is data sent before the handshake was done; there never is.", func(*Stream, *hand) bool { return false })
	sample.RegisterFetch(
		sample.Fetch{
			Name: "ssl_fc_crtname", Out: sample.Str, Needs: sample.Client5, Help: "Name of the certificate that the client was shown, as in show ssl cert.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				if h := s.sess.hand; h != nil && h.instance != nil {
					return sample.StringOf(h.instance.line.item.Name), true
				}
				return sample.Value{}, false
			}),
		},
		sample.Fetch{
			Name: "ssl_c_san", Out: sample.Str, Needs: sample.Client5, Help: "Alternative names of the subject of the client's certificate, with commas between.",
			Get: onClientCert(func(c *x509.Certificate, _ sample.Args) string { return strings.Join(cert.Alternatives(c), ", ") }),
		},
		sample.Fetch{
			Name: "ssl_c_policies", Out: sample.Str, Needs: sample.Client5, Args: []sample.Arg{{Name: "oid", Optional: true}},
			Help: "Policies of the client's certificate as numbers, with commas between; with <oid> that one, if it is among them.",
			Get: onClientCert(func(c *x509.Certificate, a sample.Args) string {
				var list []string
				for _, p := range c.Policies {
					list = append(list, p.String())
				}
				if !a.Has(0) {
					return strings.Join(list, ", ")
				}
				if slices.Contains(list, a.Str(0)) {
					return a.Str(0)
				}
				return ""
			}),
		},
	)
}

// onClientCert makes the Get of a text about the client's certificate; an empty one is missing.
func onClientCert(read func(*x509.Certificate, sample.Args) string) func(*sample.Ctx, sample.Args) (sample.Value, bool) {
	return onStreamCx(func(cx *sample.Ctx, s *Stream, a sample.Args) (sample.Value, bool) {
		h := s.sess.hand
		if h == nil || len(h.peer) == 0 {
			return sample.Value{}, false
		}
		text := read(h.peer[0], a)
		if text == "" {
			return sample.Value{}, false
		}
		return cx.Str(append(cx.Temp(len(text)), text...))
	})
}

func resumed(c *netio.Conn) bool {
	y := c.TLS()
	return y != nil && y.Resumed
}

// keyAlgorithm is OpenSSL's name of the kind of a key.
func keyAlgorithm(c *x509.Certificate) string {
	switch c.PublicKeyAlgorithm {
	case x509.RSA:
		return "rsaEncryption"
	case x509.ECDSA:
		return "id-ecPublicKey"
	case x509.DSA:
		return "dsaEncryption"
	}
	return strings.ToUpper(c.PublicKeyAlgorithm.String())
}

// signatureNames are OpenSSL's names of the ways of signing; others are called alike.
var signatureNames = map[x509.SignatureAlgorithm]string{
	x509.MD5WithRSA: "RSA-MD5", x509.SHA1WithRSA: "RSA-SHA1", x509.SHA256WithRSA: "RSA-SHA256", x509.SHA384WithRSA: "RSA-SHA384",
	x509.SHA512WithRSA: "RSA-SHA512", x509.SHA256WithRSAPSS: "RSASSA-PSS", x509.SHA384WithRSAPSS: "RSASSA-PSS", x509.SHA512WithRSAPSS: "RSASSA-PSS",
	x509.ECDSAWithSHA1: "ecdsa-with-SHA1", x509.ECDSAWithSHA256: "ecdsa-with-SHA256", x509.ECDSAWithSHA384: "ecdsa-with-SHA384",
	x509.ECDSAWithSHA512: "ecdsa-with-SHA512", x509.PureEd25519: "ED25519",
}

func signatureAlgorithm(c *x509.Certificate) string {
	if name := signatureNames[c.SignatureAlgorithm]; name != "" {
		return name
	}
	return c.SignatureAlgorithm.String()
}
