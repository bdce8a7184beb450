package cert

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"fmt"
	"strings"
	"time"
)

// Describe appends what operators are shown of a certificate, a line for each field.
func Describe(b []byte, c *x509.Certificate) []byte {
	b = fmt.Appendf(b, "Serial: %X\n", serial(c))
	b = fmt.Appendf(b, "notBefore: %s\nnotAfter: %s\n", When(c.NotBefore), When(c.NotAfter))
	b = fmt.Appendf(b, "Subject Alternative Name: %s\n", strings.Join(Alternatives(c), ", "))
	b = fmt.Appendf(b, "Algorithm: %s\n", Algorithm(c))
	b = fmt.Appendf(b, "SHA1 FingerPrint: %X\n", sha1.Sum(c.Raw))
	return fmt.Appendf(b, "Subject: %s\nIssuer: %s\n", OneLine(c.RawSubject), OneLine(c.RawIssuer))
}

// DescribePair appends what operators are shown of a pair: its certificate and its chain, nothing of its key.
func DescribePair(b []byte, p *Pair) []byte {
	b = Describe(b, p.Leaf())
	for _, c := range p.Chain {
		b = fmt.Appendf(b, "Chain Subject: %s\nChain Issuer: %s\n", OneLine(c.RawSubject), OneLine(c.RawIssuer))
	}
	return b
}

func serial(c *x509.Certificate) []byte {
	if b := c.SerialNumber.Bytes(); len(b) > 0 {
		return b
	}
	return []byte{0}
}

// When returns a time as descriptions have it.
func When(t time.Time) string { return t.UTC().Format("Jan _2 15:04:05 2006 GMT") }

// Alternatives returns the other names of a certificate's subject, each with its kind, such as DNS:a.test.
func Alternatives(c *x509.Certificate) (names []string) {
	for _, n := range c.DNSNames {
		names = append(names, "DNS:"+n)
	}
	for _, n := range c.EmailAddresses {
		names = append(names, "email:"+n)
	}
	for _, ip := range c.IPAddresses {
		names = append(names, "IP Address:"+ip.String())
	}
	for _, u := range c.URIs {
		names = append(names, "URI:"+u.String())
	}
	return names
}

// Algorithm returns the kind and the bits of a certificate's key, such as RSA2048 or EC256.
func Algorithm(c *x509.Certificate) string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA%d", k.N.BitLen())
	case *ecdsa.PublicKey:
		return fmt.Sprintf("EC%d", k.Params().BitSize)
	}
	return KeyKind(c)
}

// KeyKind returns the kind of a certificate's key: rsa, ecdsa, ed25519, or unknown.
func KeyKind(c *x509.Certificate) string {
	switch c.PublicKey.(type) {
	case *rsa.PublicKey:
		return "rsa"
	case *ecdsa.PublicKey:
		return "ecdsa"
	case ed25519.PublicKey:
		return "ed25519"
	}
	return "unknown"
}

// DescribeRevoked appends what operators are shown of a list of revoked certificates.
func DescribeRevoked(b []byte, l *x509.RevocationList) []byte {
	b = fmt.Appendf(b, "Signature Algorithm: %s\nIssuer: %s\n", l.SignatureAlgorithm, OneLine(l.RawIssuer))
	b = fmt.Appendf(b, "Last Update: %s\nNext Update: %s\n", When(l.ThisUpdate), When(l.NextUpdate))
	if len(l.RevokedCertificateEntries) == 0 {
		return append(b, "No Revoked Certificates.\n"...)
	}
	b = append(b, "Revoked Certificates:\n"...)
	for _, e := range l.RevokedCertificateEntries {
		b = fmt.Appendf(b, "    Serial Number: %X\n        Revocation Date: %s\n", e.SerialNumber.Bytes(), When(e.RevocationTime))
	}
	return b
}
