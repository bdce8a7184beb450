package sample

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"fmt"
)

// Arguments of the ciphers. All but the number of bits are Base64, as a text or in a variable.
const (
	cipherBits = iota
	cipherNonce
	cipherKey
	cipherTag // of GCM; in its place CBC has what the reference takes and does not use
	cipherExtra
)

func init() {
	cbc := []Arg{{Name: "bits", Kind: ArgInt}, {Name: "nonce", Kind: ArgStrOrVar}, {Name: "key", Kind: ArgStrOrVar}, {Name: "aad", Kind: ArgStrOrVar, Optional: true}}
	gcm := []Arg{cbc[cipherBits], cbc[cipherNonce], cbc[cipherKey], {Name: "aead_tag", Kind: ArgStrOrVar}, {Name: "aad", Kind: ArgStrOrVar, Optional: true}}
	const keys = " The key has 128, 192 or 256 bits; it, the nonce and what else is given is Base64, as a text or in a variable."
	RegisterConverter(
		Converter{
			Name: "aes_cbc_enc", Args: cbc, In: Bin, Out: Bin,
			Help:  "Encrypts with AES in CBC mode (PKCS#7 padding); additional data is accepted and has no part in it." + keys,
			Check: func(a Args, _ *Env) error { return checkCipher(a, false) },
			Apply: sealCBC,
		},
		Converter{
			Name: "aes_cbc_dec", Args: cbc, In: Bin, Out: Bin,
			Help:  "Decrypts what aes_cbc_enc made." + keys,
			Check: func(a Args, _ *Env) error { return checkCipher(a, false) },
			Apply: openCBC,
		},
		Converter{
			Name: "aes_gcm_enc", Args: gcm, In: Bin, Out: Bin,
			Help: "Encrypts with AES in GCM mode; the tag goes to a variable, as Base64." + keys,
			Check: func(a Args, _ *Env) error {
				if _, isVar := a[cipherTag].Ref.(*Var); !isVar {
					_, err := ParseVar(a.Str(cipherTag))
					return fmt.Errorf("failed to parse aead_tag : %w", err)
				}
				return checkCipher(a, true)
			},
			Apply: sealGCM,
		},
		Converter{
			Name: "aes_gcm_dec", Args: gcm, In: Bin, Out: Bin,
			Help:  "Decrypts what aes_gcm_enc made, if the tag and the additional data prove it." + keys,
			Check: func(a Args, _ *Env) error { return checkCipher(a, true) },
			Apply: openGCM,
		},
	)
}

// checkCipher decodes what is no variable, and prepares the cipher of a key that is none.
func checkCipher(a Args, gcm bool) error {
	bits := a.Int(cipherBits)
	if bits != 128 && bits != 192 && bits != 256 {
		return fmt.Errorf("key size must be 128, 192 or 256 (bits)")
	}
	names := [...]string{cipherNonce: "nonce", cipherKey: "key", cipherTag: "aead_tag", cipherExtra: "aad"}
	for i := cipherNonce; i < len(a); i++ {
		if _, isVar := a[i].Ref.(*Var); isVar || !a.Has(i) {
			continue
		}
		b, err := base64.StdEncoding.DecodeString(a.Str(i))
		if err != nil {
			name := names[i]
			if !gcm && i == cipherTag {
				name = "aad"
			}
			return fmt.Errorf("failed to parse %s : argument needs to be base64 encoded, and can either be a string or a variable", name)
		}
		a[i].Ref = b
	}
	if key, ok := a[cipherKey].Ref.([]byte); ok {
		a[cipherBits].Ref = newBlock(key, bits)
	}
	return nil
}

// newBlock returns AES with the first bits of a key, nil for a key that is too short.
func newBlock(key []byte, bits int64) cipher.Block {
	n := int(bits / 8)
	if len(key) < n {
		return nil
	}
	b, err := aes.NewCipher(key[:n])
	if err != nil {
		return nil
	}
	return b
}

// base64Now returns the bytes that argument i stands for, decoded; none when it was left out.
func (a Args) base64Now(cx *Ctx, i int) ([]byte, bool) {
	if b, ok := a[i].Ref.([]byte); ok || !a.Has(i) {
		return b, true
	}
	enc, ok := a.BytesNow(cx, i)
	if !ok {
		return nil, false
	}
	b, err := base64.StdEncoding.AppendDecode(cx.Temp(len(enc)), enc)
	return b, err == nil && cx.Keep(b)
}

// blockNow returns the cipher of the key as it is now, and the nonce.
func blockNow(cx *Ctx, a Args) (b cipher.Block, nonce []byte, ok bool) {
	if nonce, ok = a.base64Now(cx, cipherNonce); !ok {
		return nil, nil, false
	}
	b, ok = a[cipherBits].Ref.(cipher.Block)
	if !ok {
		var key []byte
		if key, ok = a.base64Now(cx, cipherKey); ok {
			b = newBlock(key, a.Int(cipherBits))
		}
	}
	return b, nonce, b != nil
}

// cbcVector returns the nonce as the vector of CBC: one that is short is filled up with zeros, a long one cut.
func cbcVector(cx *Ctx, nonce []byte) []byte {
	iv := append(cx.Temp(2*aes.BlockSize), nonce[:min(len(nonce), aes.BlockSize)]...)
	for len(iv) < aes.BlockSize {
		iv = append(iv, 0)
	}
	cx.Keep(iv)
	return iv
}

func sealCBC(cx *Ctx, v Value, a Args) (Value, bool) {
	block, nonce, ok := blockNow(cx, a)
	if !ok {
		return Value{}, false
	}
	iv := cbcVector(cx, nonce)
	pad := aes.BlockSize - len(v.b)%aes.BlockSize
	out := append(cx.Temp(len(v.b)+pad), v.b...)
	for range pad {
		out = append(out, byte(pad))
	}
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, out)
	return cx.Bin(out)
}

func openCBC(cx *Ctx, v Value, a Args) (Value, bool) {
	block, nonce, ok := blockNow(cx, a)
	if !ok || len(v.b) == 0 || len(v.b)%aes.BlockSize != 0 {
		return Value{}, false
	}
	iv := cbcVector(cx, nonce)
	out := append(cx.Temp(len(v.b)), v.b...)
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, out)
	if out, ok = unpad(out); !ok {
		return Value{}, false
	}
	return cx.Bin(out)
}

// unpad takes the padding of PKCS#7 off whole blocks.
func unpad(b []byte) ([]byte, bool) {
	n := int(b[len(b)-1])
	if n == 0 || n > aes.BlockSize || n > len(b) {
		return nil, false
	}
	body := b[:len(b)-n]
	return body, bytes.Count(b[len(body):], b[len(b)-1:]) == n
}

func sealGCM(cx *Ctx, v Value, a Args) (Value, bool) {
	aead, nonce, extra, ok := gcmNow(cx, a)
	if !ok {
		return Value{}, false
	}
	out := aead.Seal(cx.Temp(len(v.b)+aead.Overhead()), nonce, v.b, extra)
	if !cx.Keep(out) {
		return Value{}, false
	}
	tag := out[len(v.b):]
	a[cipherTag].Ref.(*Var).Set(cx, StrOf(base64.StdEncoding.AppendEncode(cx.Temp(32), tag)))
	return BinOf(out[:len(v.b)]), true
}

func openGCM(cx *Ctx, v Value, a Args) (Value, bool) {
	aead, nonce, extra, ok := gcmNow(cx, a)
	if !ok {
		return Value{}, false
	}
	tag, ok := a.base64Now(cx, cipherTag)
	if !ok {
		return Value{}, false
	}
	sealed := append(append(cx.Temp(len(v.b)+len(tag)), v.b...), tag...)
	if len(tag) != aead.Overhead() || !cx.Keep(sealed) {
		return Value{}, false
	}
	out, err := aead.Open(cx.Temp(len(v.b)), nonce, sealed, extra)
	if err != nil {
		return Value{}, false
	}
	return cx.Bin(out)
}

// gcmNow returns the cipher, its nonce and the additional data as they are now.
func gcmNow(cx *Ctx, a Args) (aead cipher.AEAD, nonce, extra []byte, ok bool) {
	block, nonce, ok := blockNow(cx, a)
	if !ok || len(nonce) == 0 {
		return nil, nil, nil, false
	}
	if extra, ok = a.base64Now(cx, cipherExtra); !ok {
		return nil, nil, nil, false
	}
	aead, err := cipher.NewGCMWithNonceSize(block, len(nonce))
	return aead, nonce, extra, err == nil
}
