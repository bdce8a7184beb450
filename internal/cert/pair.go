package cert

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
)

// A Pair is a certificate, its chain and its key. Either may be missing while it is put together.
type Pair struct {
	TLS   tls.Certificate // Leaf is set when there is a certificate
	Chain []*x509.Certificate
	Files Files
}

// Files are where a pair was read from at first; empty for what came over the Runtime API.
type Files struct{ Crt, Key string }

// Why texts are no certificates. They are called as clients of the Runtime API know it from OpenSSL.
var (
	ErrNoStart  = errors.New("no start line")
	ErrMismatch = errors.New("the private key does not belong to the certificate")
	ErrNoKey    = errors.New("no private key")
)

// Leaf returns the certificate itself, nil without one.
func (p *Pair) Leaf() *x509.Certificate {
	if p == nil {
		return nil
	}
	return p.TLS.Leaf
}

// Key returns the private key, nil without one.
func (p *Pair) Key() crypto.PrivateKey {
	if p == nil {
		return nil
	}
	return p.TLS.PrivateKey
}

// Whole returns an error unless there is a certificate and a key that fits it.
func (p *Pair) Whole() error {
	switch {
	case p.Leaf() == nil:
		return ErrNoStart
	case p.TLS.PrivateKey == nil:
		return ErrNoKey
	}
	public, ok := p.TLS.Leaf.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	signer, signs := p.TLS.PrivateKey.(crypto.Signer)
	if !ok || !signs || !public.Equal(signer.Public()) {
		return ErrMismatch
	}
	return nil
}

// ParsePair reads the PEM blocks of a text: a certificate, then its chain, and a key that may be anywhere. A text without a
// certificate is an error; one without a key is not.
func ParsePair(text []byte) (*Pair, error) {
	p := &Pair{}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if err := p.take(block); err != nil {
			return nil, err
		}
	}
	if p.TLS.Leaf == nil {
		return nil, ErrNoStart
	}
	return p, nil
}

// ParseKey reads the first private key of a text.
func ParseKey(text []byte) (crypto.PrivateKey, error) {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if isKey(block) {
			return parseKey(block)
		}
	}
	return nil, ErrNoKey
}

// WithKey returns the pair with another key.
func (p *Pair) WithKey(key crypto.PrivateKey) *Pair {
	next := *p
	next.TLS.PrivateKey = key
	return &next
}

func (p *Pair) take(block *pem.Block) (err error) {
	switch {
	case block.Type == "CERTIFICATE" || block.Type == "X509 CERTIFICATE" || block.Type == "TRUSTED CERTIFICATE":
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return errors.New("a certificate in it cannot be read")
		}
		if p.TLS.Leaf == nil {
			p.TLS.Leaf = c
		} else {
			p.Chain = append(p.Chain, c)
		}
		p.TLS.Certificate = append(p.TLS.Certificate, block.Bytes)
	case isKey(block) && p.TLS.PrivateKey == nil:
		p.TLS.PrivateKey, err = parseKey(block)
	}
	return err
}

func isKey(block *pem.Block) bool { return strings.HasSuffix(block.Type, "PRIVATE KEY") }

// parseKey reads a key. Its errors say nothing of what the block holds.
func parseKey(block *pem.Block) (crypto.PrivateKey, error) {
	if block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" {
		return nil, errors.New("the private key is encrypted, which is not supported")
	}
	if k, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return k, nil
	}
	if k, err := x509.ParseECPrivateKey(block.Bytes); err == nil {
		return k, nil
	}
	if k, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
		return k, nil
	}
	return nil, errors.New("the private key in it cannot be read")
}
