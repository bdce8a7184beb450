package sample

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"maps"
	"math/big"
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
type jwtKeys struct{ public, certs map[string]crypto.PublicKey }

func (k *jwtKeys) clone() jwtKeys { return jwtKeys{maps.Clone(k.public), maps.Clone(k.certs)} }

// parseJWTKey reads a public key, alone (certificate false) or in a certificate.
func parseJWTKey(text []byte, certificate bool) (crypto.PublicKey, error) {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		switch {
		case certificate && block.Type == "CERTIFICATE":
			cert, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, err
			}
			return cert.PublicKey, nil
		case !certificate && block.Type == "PUBLIC KEY":
			return x509.ParsePKIXPublicKey(block.Bytes)
		case !certificate && block.Type == "RSA PUBLIC KEY":
			return x509.ParsePKCS1PublicKey(block.Bytes)
		}
	}
	if certificate {
		return nil, errors.New("there is no certificate in it")
	}
	return nil, errors.New("there is no public key in it")
}

// jwtKey reads the key in a file, once.
func (l *Lists) jwtKey(env *Env, name string, certificate bool) (crypto.PublicKey, error) {
	keys := l.jwt.of(certificate)
	if k := keys[name]; k != nil {
		return k, nil
	}
	text, err := env.Read(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read '%s'", name)
	}
	k, err := parseJWTKey(text, certificate)
	if err != nil {
		return nil, fmt.Errorf("cannot use '%s': %w", name, err)
	}
	keys[name] = k
	return k, nil
}

// of returns the keys of one kind.
func (k *jwtKeys) of(certificate bool) map[string]crypto.PublicKey {
	if k.public == nil {
		k.public, k.certs = map[string]crypto.PublicKey{}, map[string]crypto.PublicKey{}
	}
	if certificate {
		return k.certs
	}
	return k.public
}
