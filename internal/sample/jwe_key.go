package sample

import (
	"crypto"
	"crypto/aes"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"hash"
	"strings"
)

// A jweKey is what tokens are decrypted with: a secret, or a private key of RSA or of an elliptic curve.
type jweKey struct {
	secret  []byte
	private crypto.PrivateKey
}

// jweAlgs are the ways to encrypt the key of the content (RFC 7518 section 4.1), and the bytes of the key that wraps it;
// 0 is any.
var jweAlgs = map[string]int{
	"dir":    0,
	"A128KW": 16, "A192KW": 24, "A256KW": 32,
	"A128GCMKW": 16, "A192GCMKW": 24, "A256GCMKW": 32,
	"RSA1_5": 0, "RSA-OAEP": 0, "RSA-OAEP-256": 0,
	"ECDH-ES": 0, "ECDH-ES+A128KW": 16, "ECDH-ES+A192KW": 24, "ECDH-ES+A256KW": 32,
}

// decrypt returns what a token holds, when it is encrypted in a way that is allowed.
func (k *jweKey) decrypt(token []byte, allowed *jweLists) ([]byte, error) {
	t, err := parseJWE(token)
	if err != nil || !allowed.alg(t.header.Alg) || !allowed.enc(t.header.Enc) {
		return nil, errJWE
	}
	key, err := k.contentKey(&t)
	if err != nil {
		return nil, errJWE
	}
	return t.open(key)
}

// contentKey returns the key of the content.
func (k *jweKey) contentKey(t *jwe) ([]byte, error) {
	alg := t.header.Alg
	switch {
	case strings.HasPrefix(alg, "RSA"):
		return k.rsaKey(t)
	case strings.HasPrefix(alg, "ECDH-ES"):
		return k.agreedKey(t)
	case k.secret == nil:
		return nil, errJWE
	case alg == "dir":
		if len(t.key) > 0 {
			return nil, errJWE
		}
		return k.secret, nil
	case len(k.secret) != jweAlgs[alg]:
		return nil, errJWE
	case strings.HasSuffix(alg, "GCMKW"):
		iv, err1 := base64.RawURLEncoding.DecodeString(t.header.IV)
		tag, err2 := base64.RawURLEncoding.DecodeString(t.header.Tag)
		if err1 != nil || err2 != nil {
			return nil, errJWE
		}
		return openBlock(k.secret, iv, t.key, tag, nil)
	}
	return unwrap(k.secret, t.key)
}

// rsaKey decrypts the key with RSA. With RSA1_5 a wrong padding gives a key of chance, so that it takes as long as a right one.
func (k *jweKey) rsaKey(t *jwe) ([]byte, error) {
	private, ok := k.private.(*rsa.PrivateKey)
	if !ok {
		return nil, errJWE
	}
	switch t.header.Alg {
	case "RSA1_5":
		key := make([]byte, jweEncs[t.header.Enc].size)
		_, _ = rand.Read(key)
		//lint:ignore SA1019 such tokens exist, the reference decrypts them, and a wrong padding does not show
		return key, rsa.DecryptPKCS1v15SessionKey(nil, private, t.key, key)
	case "RSA-OAEP":
		return rsa.DecryptOAEP(sha1.New(), nil, private, t.key, nil)
	}
	return rsa.DecryptOAEP(sha256.New(), nil, private, t.key, nil)
}

// agreedKey agrees on the key with the sender's one of the header (RFC 7518 section 4.6).
func (k *jweKey) agreedKey(t *jwe) ([]byte, error) {
	own, ok := k.private.(*ecdsa.PrivateKey)
	if !ok {
		return nil, errJWE
	}
	private, err := own.ECDH()
	if err != nil {
		return nil, errJWE
	}
	public, err := t.header.EPK.point(private.Curve())
	if err != nil {
		return nil, errJWE
	}
	secret, err := private.ECDH(public)
	if err != nil {
		return nil, errJWE
	}
	size, name := jweAlgs[t.header.Alg], t.header.Alg
	if size == 0 {
		size, name = jweEncs[t.header.Enc].size, t.header.Enc
	}
	key, err := t.derive(secret, name, size)
	if err != nil || t.header.Alg == "ECDH-ES" {
		return key, err
	}
	return unwrap(key, t.key)
}

// derive makes a key of size bytes out of the secret that was agreed on (Concat KDF of NIST SP 800-56A).
func (t *jwe) derive(secret []byte, name string, size int) ([]byte, error) {
	apu, err1 := base64.RawURLEncoding.DecodeString(t.header.APU)
	apv, err2 := base64.RawURLEncoding.DecodeString(t.header.APV)
	if err1 != nil || err2 != nil {
		return nil, errJWE
	}
	var info []byte
	for _, part := range [][]byte{[]byte(name), apu, apv} {
		info = append(binary.BigEndian.AppendUint32(info, uint32(len(part))), part...)
	}
	info = binary.BigEndian.AppendUint32(info, uint32(size)*8)
	var key []byte
	for round := uint32(1); len(key) < size; round++ {
		var h hash.Hash = sha256.New()
		h.Write(binary.BigEndian.AppendUint32(nil, round))
		h.Write(secret)
		h.Write(info)
		key = h.Sum(key)
	}
	return key[:size], nil
}

// unwrap is AES Key Unwrap (RFC 3394 section 2.2.2).
func unwrap(kek, wrapped []byte) ([]byte, error) {
	block, err := aes.NewCipher(kek)
	n := len(wrapped)/8 - 1
	if err != nil || len(wrapped)%8 != 0 || n < 2 || n > 16 {
		return nil, errJWE
	}
	out := append([]byte(nil), wrapped[8:]...)
	var buf [16]byte
	copy(buf[:8], wrapped)
	for j := 5; j >= 0; j-- {
		for i := n; i >= 1; i-- {
			step := binary.BigEndian.Uint64(buf[:8]) ^ uint64(n*j+i)
			binary.BigEndian.PutUint64(buf[:8], step)
			copy(buf[8:], out[(i-1)*8:i*8])
			block.Decrypt(buf[:], buf[:])
			copy(out[(i-1)*8:], buf[8:])
		}
	}
	if subtle.ConstantTimeCompare(buf[:8], []byte{0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6}) != 1 {
		return nil, errJWE
	}
	return out, nil
}

// curveOf returns the curve of a name in keys, nil for another.
func curveOf(name string) ecdh.Curve {
	switch name {
	case "P-256":
		return ecdh.P256()
	case "P-384":
		return ecdh.P384()
	case "P-521":
		return ecdh.P521()
	}
	return nil
}
