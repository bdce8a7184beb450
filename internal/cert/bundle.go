package cert

import (
	"crypto/sha1"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Bundle is authorities that are trusted, and lists of what they revoked. It never changes.
type Bundle struct {
	Certs   []*x509.Certificate
	Revoked []*x509.RevocationList

	pool    *x509.CertPool
	byPrint map[[sha1.Size]byte]bool
}

// SystemCA is the name of the authorities that the system trusts.
const SystemCA = "@system-ca"

// NewBundle returns a bundle.
func NewBundle(certs []*x509.Certificate, revoked []*x509.RevocationList) *Bundle {
	b := &Bundle{pool: x509.NewCertPool(), byPrint: map[[sha1.Size]byte]bool{}, Revoked: revoked}
	for _, c := range certs {
		if print := sha1.Sum(c.Raw); !b.byPrint[print] {
			b.byPrint[print] = true
			b.Certs = append(b.Certs, c)
			b.pool.AddCert(c)
		}
	}
	return b
}

// Pool returns the authorities as crypto/x509 takes them.
func (b *Bundle) Pool() *x509.CertPool { return b.pool }

// ParseBundle reads the PEM blocks of a text. One with neither a certificate nor a list of revoked ones is an error.
func ParseBundle(text []byte) (*Bundle, error) {
	var certs []*x509.Certificate
	var revoked []*x509.RevocationList
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE":
			if c, err := x509.ParseCertificate(block.Bytes); err == nil {
				certs = append(certs, c)
			}
		case "X509 CRL":
			l, err := x509.ParseRevocationList(block.Bytes)
			if err != nil {
				return nil, fmt.Errorf("a list of revoked certificates in it cannot be read: %w", err)
			}
			revoked = append(revoked, l)
		}
	}
	if len(certs)+len(revoked) == 0 {
		return nil, ErrNoStart
	}
	return NewBundle(certs, revoked), nil
}

// Plus returns a bundle with what is in either.
func (b *Bundle) Plus(other *Bundle) *Bundle {
	if b == nil {
		return other
	}
	return NewBundle(slices.Concat(b.Certs, other.Certs), slices.Concat(b.Revoked, other.Revoked))
}

// readBundle reads a file, all files of a folder, or what the system trusts.
func readBundle(name string) (*Bundle, error) {
	if name == SystemCA {
		return readSystem()
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	files := []string{name}
	if info.IsDir() {
		if files, err = filepath.Glob(filepath.Join(strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(name), "*")); err != nil {
			return nil, err
		}
	}
	var all *Bundle
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		b, err := ParseBundle(text)
		if err != nil && len(files) == 1 {
			return nil, err
		}
		if err == nil {
			all = all.Plus(b)
		}
	}
	if all == nil {
		return nil, errors.New("no certificate in it")
	}
	return all, nil
}

// systemFiles are where systems keep the authorities that they trust.
var systemFiles = []string{
	"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
}

// readSystem reads the authorities that the system trusts.
func readSystem() (*Bundle, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, err
	}
	b := NewBundle(nil, nil)
	for _, file := range append([]string{os.Getenv("SSL_CERT_FILE")}, systemFiles...) {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if found, err := ParseBundle(text); err == nil {
			b = found
			break
		}
	}
	b.pool = pool // it may know more
	return b, nil
}
