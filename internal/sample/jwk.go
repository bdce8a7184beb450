package sample

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
)

// maxJWK bounds the text of a key.
const maxJWK = 16 << 10

// errJWK is why a text is no key. It holds nothing of it.
var errJWK = errors.New("it is no JSON Web Key of type oct, RSA or EC with its private part")

// A jwk is a JSON Web Key (RFC 7517), its numbers still encoded.
type jwk struct {
	Kty, K, Crv            string
	X, Y, D                string
	N, E, P, Q, Dp, Dq, Qi string
}

// parseJWK reads a key.
func parseJWK(text []byte) (*jweKey, error) {
	var k jwk
	if len(text) > maxJWK || json.Unmarshal(text, &k) != nil {
		return nil, errJWK
	}
	switch k.Kty {
	case "oct":
		secret, err := base64.RawURLEncoding.DecodeString(k.K)
		if err != nil || len(secret) == 0 {
			return nil, errJWK
		}
		return &jweKey{secret: secret}, nil
	case "RSA":
		return k.rsa()
	case "EC":
		return k.ec()
	}
	return nil, errJWK
}

// numbers decodes numbers of which none may be missing.
func numbers(texts ...string) ([]*big.Int, error) {
	all := make([]*big.Int, len(texts))
	for i, t := range texts {
		b, err := base64.RawURLEncoding.DecodeString(t)
		if err != nil || len(b) == 0 {
			return nil, errJWK
		}
		all[i] = new(big.Int).SetBytes(b)
	}
	return all, nil
}

func (k *jwk) rsa() (*jweKey, error) {
	v, err := numbers(k.N, k.E, k.D, k.P, k.Q)
	if err != nil || !v[1].IsInt64() || v[1].Int64() > 1<<31-1 {
		return nil, errJWK
	}
	for _, n := range v {
		if n.BitLen() > 8192 {
			return nil, errJWK
		}
	}
	key := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: v[0], E: int(v[1].Int64())}, D: v[2], Primes: v[3:]}
	if key.Validate() != nil {
		return nil, errJWK
	}
	key.Precompute()
	return &jweKey{private: key}, nil
}

func (k *jwk) ec() (*jweKey, error) {
	curve := curveOf(k.Crv)
	if curve == nil {
		return nil, errJWK
	}
	d, err := base64.RawURLEncoding.DecodeString(k.D)
	if err != nil {
		return nil, errJWK
	}
	private, err := ecdsa.ParseRawPrivateKey(map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()}[k.Crv], d)
	if err != nil {
		return nil, errJWK
	}
	return &jweKey{private: private}, nil
}

// point returns the public key, which must be on the curve.
func (k *jwk) point(curve ecdh.Curve) (*ecdh.PublicKey, error) {
	x, err1 := base64.RawURLEncoding.DecodeString(k.X)
	y, err2 := base64.RawURLEncoding.DecodeString(k.Y)
	if err1 != nil || err2 != nil || k.Kty != "EC" || curveOf(k.Crv) != curve || len(x) != len(y) {
		return nil, errJWE
	}
	return curve.NewPublicKey(append(append([]byte{4}, x...), y...))
}
