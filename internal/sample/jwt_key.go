package sample

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"maps"
	"math/big"

	"metergate/internal/cert"
	"metergate/internal/regex"
)

// A jwtAlg is a way to sign tokens (RFC 7518 section 3.1). The zero value is none.
type jwtAlg struct {
	family string // HS, RS, ES, PS
	digest string // by its name in digests
	hash   crypto.Hash
	width  int // bytes of each half of an ECDSA signature
}

var jwtAlgs = map[string]jwtAlg{
	"none":  {},
	"HS256": {"HS", "sha256", crypto.SHA256, 0}, "HS384": {"HS", "sha384", crypto.SHA384, 0}, "HS512": {"HS", "sha512", crypto.SHA512, 0},
	"RS256": {"RS", "sha256", crypto.SHA256, 0}, "RS384": {"RS", "sha384", crypto.SHA384, 0}, "RS512": {"RS", "sha512", crypto.SHA512, 0},
	"PS256": {"PS", "sha256", crypto.SHA256, 0}, "PS384": {"PS", "sha384", crypto.SHA384, 0}, "PS512": {"PS", "sha512", crypto.SHA512, 0},
	"ES256": {"ES", "sha256", crypto.SHA256, 32}, "ES384": {"ES", "sha384", crypto.SHA384, 48}, "ES512": {"ES", "sha512", crypto.SHA512, 66},
}

// verifiedBy is verified, by a worker where there is one and the key is one that takes long.
func (alg *jwtAlg) verifiedBy(w regex.Worker, key crypto.PublicKey, digest, sig []byte) (genuine bool) {
	if w == nil || !slowKey(key) {
		return alg.verified(key, digest, sig)
	}
	copied, digest, sig := *alg, bytes.Clone(digest), bytes.Clone(sig) // the evaluation may be over before the worker is
	var found bool
	if w.Aside(func() { found = copied.verified(key, digest, sig) }) {
		genuine = found
	}
	return genuine
}

// slowKey reports whether a signature takes a large part of a millisecond to check by a key: what is longer than 4096 bits
// (RSA) or 256 (elliptic curves).
func slowKey(key crypto.PublicKey) bool {
	switch k := key.(type) {
	case *rsa.PublicKey:
		return k.N.BitLen() > 4096
	case *ecdsa.PublicKey:
		return k.Curve.Params().BitSize > 256
	}
	return false
}

// verified reports whether a public key made the signature of a digest.
func (alg *jwtAlg) verified(key crypto.PublicKey, digest, sig []byte) bool {
	switch k := key.(type) {
	case *rsa.PublicKey:
		switch alg.family {
		case "RS":
			return rsa.VerifyPKCS1v15(k, alg.hash, digest, sig) == nil
		case "PS":
			return rsa.VerifyPSS(k, alg.hash, digest, sig, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}) == nil
		}
	case *ecdsa.PublicKey:
		if alg.family != "ES" || (k.Curve.Params().BitSize+7)/8 != alg.width {
			return false
		}
		r, s := new(big.Int).SetBytes(sig[:alg.width]), new(big.Int).SetBytes(sig[alg.width:])
		return ecdsa.Verify(k, digest, r, s)
	}
	return false
}

// jwtKeys are the public keys that expressions of one configuration name, by the files they are in. They are read while
// it is compiled: a token is never a reason to touch a disk.
type jwtKeys map[string]crypto.PublicKey

func (k jwtKeys) clone() jwtKeys { return maps.Clone(k) }

// parseJWTKey reads a public key.
func parseJWTKey(text []byte) (crypto.PublicKey, error) {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "PUBLIC KEY":
			return x509.ParsePKIXPublicKey(block.Bytes)
		case "RSA PUBLIC KEY":
			return x509.ParsePKCS1PublicKey(block.Bytes)
		}
	}
	return nil, errors.New("there is no public key in it")
}

// jwtKey reads the key in a file, once.
func (l *Lists) jwtKey(env *Env, name string) (crypto.PublicKey, error) {
	if k := l.jwt[name]; k != nil {
		return k, nil
	}
	text, err := env.Read(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read '%s'", name)
	}
	k, err := parseJWTKey(text)
	if err != nil {
		return nil, fmt.Errorf("cannot use '%s': %w", name, err)
	}
	if l.jwt == nil {
		l.jwt = jwtKeys{}
	}
	l.jwt[name] = k
	return k, nil
}

// jwtCert finds a certificate for tokens that is named outright. One that is not there yet is read from its file; it may be
// without its key, which only decryption asks for.
func (l *Lists) jwtCert(env *Env, name string) error {
	store := l.certs()
	if store.Certs.Find(name) == nil {
		text, err := env.Read(name)
		if err != nil {
			return fmt.Errorf("cannot read '%s'", name)
		}
		pair, err := cert.ParsePair(text)
		if err != nil {
			return fmt.Errorf("cannot use '%s': there is no certificate in it", name)
		}
		pair.Files.Crt = name
		if pair.Key() == nil && !store.WholeFiles {
			if text, err := env.Read(name + ".key"); err == nil {
				key, err := cert.ParseKey(text)
				if err != nil {
					return fmt.Errorf("cannot use '%s.key': %w", name, err)
				}
				pair = pair.WithKey(key)
			}
		}
		if _, err := store.Certs.Add(name, pair); err != nil {
			return err
		}
		store.AllowJWT(name, true)
	}
	if !store.JWT(name) {
		return fmt.Errorf("the certificate '%s' may not be used for tokens: its option 'jwt' is off", name)
	}
	return nil
}

// certs returns where certificates are found.
func (l *Lists) certs() *cert.Store {
	if l.Certs == nil {
		l.Certs = &cert.Store{}
	}
	return l.Certs
}
