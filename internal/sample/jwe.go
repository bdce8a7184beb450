package sample

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash"
)

// maxJWE bounds a token that is decrypted.
const maxJWE = 64 << 10

// errJWE is why a token is not decrypted. It says no more: an attacker must not learn from it how far a forgery got.
var errJWE = errors.New("the token cannot be decrypted")

// A jweHeader is what the header of a token says (RFC 7516 section 4.1). Headers that must be understood are not.
type jweHeader struct {
	Alg, Enc, Zip string
	IV, Tag       string // of A*GCMKW
	Crit          []string
	EPK           jwk    // of ECDH-ES
	APU, APV      string // of ECDH-ES
}

// A jwe is a token in its compact form: header, key, vector, ciphertext, tag.
type jwe struct {
	header  jweHeader
	protect []byte // the header as it stands, which the tag covers
	key     []byte // the content's key, encrypted
	iv      []byte
	text    []byte
	tag     []byte
}

// parseJWE cuts a token in its parts and decodes them.
func parseJWE(b []byte) (t jwe, err error) {
	parts := bytes.SplitN(b, []byte("."), 6)
	if len(parts) != 5 || len(b) > maxJWE {
		return t, errJWE
	}
	var decoded [5][]byte
	for i, p := range parts {
		if decoded[i], err = base64.RawURLEncoding.Strict().AppendDecode(nil, p); err != nil {
			return t, errJWE
		}
	}
	t.protect = parts[0]
	if json.Unmarshal(decoded[0], &t.header) != nil || len(t.header.Crit) > 0 || t.header.Zip != "" {
		return t, errJWE
	}
	t.key, t.iv, t.text, t.tag = decoded[1], decoded[2], decoded[3], decoded[4]
	return t, nil
}

// A jweEnc is a way to encrypt content (RFC 7518 section 5.1).
type jweEnc struct {
	size int // bytes of the key
	mac  func() hash.Hash
}

var jweEncs = map[string]jweEnc{
	"A128GCM": {16, nil}, "A192GCM": {24, nil}, "A256GCM": {32, nil},
	"A128CBC-HS256": {32, sha256.New}, "A192CBC-HS384": {48, sha512.New384}, "A256CBC-HS512": {64, sha512.New},
}

// open decrypts the content with its key.
func (t *jwe) open(key []byte) ([]byte, error) {
	enc, known := jweEncs[t.header.Enc]
	switch {
	case !known || len(key) != enc.size:
		return nil, errJWE
	case enc.mac == nil:
		return openBlock(key, t.iv, t.text, t.tag, t.protect)
	}
	return t.openCBC(key, enc.mac)
}

// openBlock decrypts AES-GCM as JOSE has it: vectors of 96 bits and tags of 128.
func openBlock(key, iv, text, tag, extra []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil || len(iv) != 12 || len(tag) != 16 {
		return nil, errJWE
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, errJWE
	}
	out, err := aead.Open(nil, iv, append(bytes.Clone(text), tag...), extra)
	if err != nil {
		return nil, errJWE
	}
	return out, nil
}

// openCBC decrypts AES-CBC with HMAC (RFC 7518 section 5.2.2.2): the first half of the key is the HMAC's. Nothing is decrypted
// that the tag does not prove.
func (t *jwe) openCBC(key []byte, sum func() hash.Hash) ([]byte, error) {
	half := len(key) / 2
	mac := hmac.New(sum, key[:half])
	mac.Write(t.protect)
	mac.Write(t.iv)
	mac.Write(t.text)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(t.protect))*8))
	if subtle.ConstantTimeCompare(mac.Sum(nil)[:half], t.tag) != 1 {
		return nil, errJWE
	}
	block, err := aes.NewCipher(key[half:])
	if err != nil || len(t.iv) != aes.BlockSize || len(t.text) == 0 || len(t.text)%aes.BlockSize != 0 {
		return nil, errJWE
	}
	out := make([]byte, len(t.text))
	cipher.NewCBCDecrypter(block, t.iv).CryptBlocks(out, t.text)
	out, ok := unpad(out)
	if !ok {
		return nil, errJWE
	}
	return out, nil
}
