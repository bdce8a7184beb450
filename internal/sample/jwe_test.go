package sample

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// anyJWE allows all there is.
var anyJWE = func() *jweLists {
	algs, _ := ParseJWEAlgs("ALL")
	encs, _ := ParseJWEEncs("ALL")
	return &jweLists{algs, encs}
}()

// TestJWEVectors decrypts the examples of RFC 7516, appendices A.1 to A.3.
func TestJWEVectors(t *testing.T) {
	for _, tc := range []struct{ name, key, token, want string }{
		{"RSA-OAEP and A256GCM", rfc7516A1Key, rfc7516A1, "The true sign of intelligence is not knowledge but imagination."},
		{"RSA1_5 and A128CBC-HS256", rfc7516A2Key, rfc7516A2, "Live long and prosper."},
		{"A128KW and A128CBC-HS256", `{"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg"}`, rfc7516A3, "Live long and prosper."},
	} {
		key, err := parseJWK([]byte(tc.key))
		if err != nil {
			t.Fatal(tc.name, err)
		}
		if got, err := key.decrypt([]byte(tc.token), anyJWE); err != nil || string(got) != tc.want {
			t.Errorf("%s: %q, %v", tc.name, got, err)
		}
		for i := range tc.token { // no part of it can be another
			if b := []byte(tc.token); i%7 == 0 || i > len(b)-3 {
				b[i] ^= 4
				if got, err := key.decrypt(b, anyJWE); err == nil {
					t.Fatalf("%s: decrypted with another byte at %d: %q", tc.name, i, got)
				}
			}
		}
	}
}

// TestJWEAgreement derives the key of RFC 7518, appendix C.
func TestJWEAgreement(t *testing.T) {
	bob, err := parseJWK([]byte(`{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",` +
		`"d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}`))
	if err != nil {
		t.Fatal(err)
	}
	var token jwe
	if err := json.Unmarshal([]byte(`{"alg":"ECDH-ES","enc":"A128GCM","apu":"QWxpY2U","apv":"Qm9i","epk":{"kty":"EC","crv":"P-256",`+
		`"x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}}`), &token.header); err != nil {
		t.Fatal(err)
	}
	key, err := bob.contentKey(&token)
	if got := base64.RawURLEncoding.EncodeToString(key); err != nil || got != "VqqN6vgjbSBcIijNcacQGg" {
		t.Errorf("%s, %v", got, err)
	}
	token.header.EPK.Y = "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFppo"
	if _, err := bob.contentKey(&token); err == nil {
		t.Error("agreed with a point that is not on the curve")
	}
}

// TestUnwrap unwraps the example of RFC 3394, section 4.6.
func TestUnwrap(t *testing.T) {
	bytesOf := func(text string) []byte { b, _ := hex.DecodeString(text); return b }
	kek := bytesOf("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F")
	wrapped := bytesOf("28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21")
	want := bytesOf("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F")
	if got, err := unwrap(kek, wrapped); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%x, %v", got, err)
	}
	for _, bad := range [][]byte{nil, wrapped[:8], wrapped[:39], wrapped[:32], append(bytes.Clone(wrapped), wrapped...)} {
		if got, err := unwrap(kek, bad); err == nil {
			t.Errorf("%x was unwrapped to %x", bad, got)
		}
	}
}

// sealJWE makes a token of an algorithm that it knows, out of the content's key and that key as it is sent.
func sealJWE(t testing.TB, header map[string]any, key, sent []byte) string {
	t.Helper()
	text, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	enc := base64.RawURLEncoding
	protect := enc.EncodeToString(text)
	var iv, out, tag []byte
	if e := jweEncs[fmt.Sprint(header["enc"])]; e.mac == nil {
		block, _ := aes.NewCipher(key)
		aead, _ := cipher.NewGCM(block)
		iv = make([]byte, 12)
		sealed := aead.Seal(nil, iv, []byte("content"), []byte(protect))
		out, tag = sealed[:len(sealed)-16], sealed[len(sealed)-16:]
	} else {
		half := len(key) / 2
		block, _ := aes.NewCipher(key[half:])
		iv, out = make([]byte, 16), append([]byte("content"), bytes.Repeat([]byte{9}, 9)...)
		cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, out)
		mac := hmac.New(e.mac, key[:half])
		mac.Write(binary.BigEndian.AppendUint64(append(append([]byte(protect), iv...), out...), uint64(len(protect))*8))
		tag = mac.Sum(nil)[:half]
	}
	return strings.Join([]string{protect, enc.EncodeToString(sent), enc.EncodeToString(iv), enc.EncodeToString(out), enc.EncodeToString(tag)}, ".")
}

// TestJWERoundTrips decrypts tokens that are made here, with every way to encrypt contents.
func TestJWERoundTrips(t *testing.T) {
	pair, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	own, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, e := range jweEncs {
		key := bytes.Repeat([]byte{7}, e.size)
		check := func(alg string, k *jweKey, token string) {
			t.Helper()
			if got, err := k.decrypt([]byte(token), anyJWE); err != nil || string(got) != "content" {
				t.Errorf("%s and %s: %q, %v", alg, name, got, err)
			}
			if _, err := k.decrypt([]byte(token), &jweLists{algs: map[string]bool{}}); err == nil {
				t.Errorf("%s: decrypted, though it is not allowed", alg)
			}
		}
		check("dir", &jweKey{secret: key}, sealJWE(t, map[string]any{"alg": "dir", "enc": name}, key, nil))
		for alg, h := range map[string]func() ([]byte, error){
			"RSA-OAEP":     func() ([]byte, error) { return rsa.EncryptOAEP(sha1.New(), rand.Reader, &pair.PublicKey, key, nil) },
			"RSA-OAEP-256": func() ([]byte, error) { return rsa.EncryptOAEP(sha256.New(), rand.Reader, &pair.PublicKey, key, nil) },
		} {
			sent, err := h()
			if err != nil {
				t.Fatal(err)
			}
			check(alg, &jweKey{private: pair}, sealJWE(t, map[string]any{"alg": alg, "enc": name}, key, sent))
		}
		header, agreed := agreeWith(t, &own.PublicKey, name, e.size)
		check("ECDH-ES", &jweKey{private: own}, sealJWE(t, header, agreed, nil))
		kek, _ := aes.NewCipher(bytes.Repeat([]byte{3}, 24))
		aead, _ := cipher.NewGCM(kek)
		sealed := aead.Seal(nil, make([]byte, 12), key, nil)
		check("A192GCMKW", &jweKey{secret: bytes.Repeat([]byte{3}, 24)}, sealJWE(t, map[string]any{
			"alg": "A192GCMKW", "enc": name, "iv": base64.RawURLEncoding.EncodeToString(make([]byte, 12)),
			"tag": base64.RawURLEncoding.EncodeToString(sealed[e.size:]),
		}, key, sealed[:e.size]))
	}
}

// agreeWith makes the header of a token for the owner of a key on P-384, and the content's key.
func agreeWith(t *testing.T, public *ecdsa.PublicKey, enc string, size int) (map[string]any, []byte) {
	t.Helper()
	mine, err := ecdh.P384().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := public.ECDH()
	if err != nil {
		t.Fatal(err)
	}
	secret, err := mine.ECDH(theirs)
	if err != nil {
		t.Fatal(err)
	}
	key, err := new(jwe).derive(secret, enc, size)
	if err != nil {
		t.Fatal(err)
	}
	b := mine.PublicKey().Bytes()
	point := func(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
	return map[string]any{"alg": "ECDH-ES", "enc": enc, "epk": map[string]string{"kty": "EC", "crv": "P-384", "x": point(b[1:49]), "y": point(b[49:])}}, key
}

// TestJWERefused: what is odd has no content.
func TestJWERefused(t *testing.T) {
	secret := bytes.Repeat([]byte{7}, 16)
	key := &jweKey{secret: secret}
	header := func(more ...string) map[string]any {
		h := map[string]any{"alg": "dir", "enc": "A128GCM"}
		for i := 0; i < len(more); i += 2 {
			h[more[i]] = more[i+1]
		}
		return h
	}
	good := sealJWE(t, header(), secret, nil)
	crit := header()
	crit["crit"] = []string{"exp"}
	for name, token := range map[string]string{
		"nothing": "", "no parts": "....", "a part more": good + ".", "a part less": good[:strings.LastIndexByte(good, '.')],
		"compressed": sealJWE(t, header("zip", "DEF"), secret, nil), "critical": sealJWE(t, crit, secret, nil),
		"a key beside dir": sealJWE(t, header(), secret, secret), "another algorithm": sealJWE(t, header("alg", "PBES2-HS256+A128KW"), secret, nil),
		"no algorithm": sealJWE(t, header("alg", ""), secret, nil), "another key": sealJWE(t, header(), bytes.Repeat([]byte{8}, 16), nil),
		"a private key's": sealJWE(t, header("alg", "RSA-OAEP"), secret, secret), "padded": good + "=", "too long": good + strings.Repeat("A", maxJWE),
		"a short tag": good[:len(good)-6], "no tag": good[:strings.LastIndexByte(good, '.')+1],
	} {
		if got, err := key.decrypt([]byte(token), anyJWE); err == nil {
			t.Errorf("%s: decrypted to %q", name, got)
		}
	}
	if got, err := key.decrypt([]byte(good), anyJWE); err != nil || string(got) != "content" {
		t.Errorf("%q, %v", got, err)
	}
	if (&jweLists{}).alg("RSA1_5") {
		t.Error("RSA1_5 is allowed though nothing says so")
	}
}

// TestJWKRefused: what is no key is none, and its error holds nothing of it.
func TestJWKRefused(t *testing.T) {
	for _, text := range []string{
		"", "null", "{}", "[]", `{"kty":"oct"}`, `{"kty":"oct","k":"***"}`, `{"kty":"RSA","n":"AQAB"}`, `{"kty":"OKP","crv":"X25519"}`,
		strings.Replace(rfc7516A1Key, `"e":"AQAB"`, `"e":"AQABAQABAQAB"`, 1), strings.Replace(rfc7516A1Key, `"n":"`, `"n":"AQ`, 1),
		`{"kty":"EC","crv":"P-256","d":""}`, `{"kty":"EC","crv":"P-192","d":"AQAB"}`, `{"kty":"oct","k":"` + strings.Repeat("A", maxJWK) + `"}`,
	} {
		if k, err := parseJWK([]byte(text)); k != nil || err != errJWK {
			t.Errorf("%.60s: %v", text, err)
		}
	}
}

// FuzzJWE: no token and no key ends the process, and what is decrypted was sealed with the key.
func FuzzJWE(f *testing.F) {
	const oct = `{"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg"}`
	f.Add(oct, rfc7516A3)
	f.Add(`{"kty":"EC","crv":"P-256","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}`,
		"eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTEyOEdDTSIsImVwayI6eyJrdHkiOiJFQyIsImNydiI6IlAtMjU2IiwieCI6IiIsInkiOiIifX0....")
	f.Add(`{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQAB","p":"AQAB","q":"AQAB"}`, rfc7516A1)
	sealed := map[string]bool{rfc7516A3: true}
	f.Fuzz(func(t *testing.T, text, token string) {
		key, err := parseJWK([]byte(text))
		if err != nil {
			return
		}
		if _, err := key.decrypt([]byte(token), anyJWE); err == nil && text == oct && !sealed[token] {
			t.Fatalf("%q was decrypted", token)
		}
	})
}

// An asideCounter is an owner that can wait; what it is asked to do elsewhere is done, or given up when it is gone.
type asideCounter struct {
	asked int
	gone  bool
}

// Aside runs f at once.
func (c *asideCounter) Aside(f func()) bool {
	c.asked++
	if !c.gone {
		f()
	}
	return !c.gone
}

// TestJWEAside: private keys work elsewhere where the owner can wait, secrets that are known do not, and the result of an owner
// that is gone is none.
func TestJWEAside(t *testing.T) {
	const secret = `{"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg"}`
	for _, tc := range []struct {
		name, key, token string
		wait, gone       bool
		asked            int
		want             bool
	}{
		{"RSA", rfc7516A1Key, rfc7516A1, true, false, 1, true},
		{"RSA, where nobody can wait", rfc7516A1Key, rfc7516A1, false, false, 0, true},
		{"RSA, for one that left", rfc7516A1Key, rfc7516A1, true, true, 1, false},
		{"a secret", secret, rfc7516A3, true, false, 0, true},
		{"too long", rfc7516A1Key, rfc7516A1 + strings.Repeat("A", maxJWE), true, false, 0, false},
	} {
		key, err := parseJWK([]byte(tc.key))
		if err != nil {
			t.Fatal(err)
		}
		owner := &asideCounter{gone: tc.gone}
		cx := &Ctx{Owner: owner, CanWait: tc.wait}
		_, ok := decryptToken(cx, StrOf([]byte(tc.token)), Args{{Ref: &jweSource{key: key, allowed: anyJWE}}})
		if ok != tc.want || owner.asked != tc.asked {
			t.Errorf("%s: %v, asked %d times", tc.name, ok, owner.asked)
		}
	}
}
