package sample

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
)

// tokenSigner makes tokens, and the files that verify them.
type tokenSigner struct {
	rsa   *rsa.PrivateKey
	ec    *ecdsa.PrivateKey
	files map[string][]byte
}

func newTokenSigner(t *testing.T) *tokenSigner {
	t.Helper()
	var s tokenSigner
	var errs [2]error
	s.rsa, errs[0] = rsa.GenerateKey(rand.Reader, 2048)
	s.ec, errs[1] = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	rsaKey, err := x509.MarshalPKIXPublicKey(&s.rsa.PublicKey)
	ecKey, err2 := x509.MarshalPKIXPublicKey(&s.ec.PublicKey)
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	cert, err3 := x509.CreateCertificate(rand.Reader, template, template, &s.rsa.PublicKey, s.rsa)
	if err := errors.Join(err, err2, err3); err != nil {
		t.Fatal(err)
	}
	s.files = map[string][]byte{
		"rsa.pem":   pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: rsaKey}),
		"pkcs1.pem": pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(&s.rsa.PublicKey)}),
		"ec.pem":    pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: ecKey}),
		"cert.pem":  pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}),
	}
	return &s
}

func (s *tokenSigner) read(name string) ([]byte, error) {
	if b, ok := s.files[name]; ok {
		return b, nil
	}
	return nil, errors.New("no such file")
}

// sign makes a token of an algorithm with SHA-256; for HS256 the secret is "secret".
func (s *tokenSigner) sign(t *testing.T, alg string) string {
	t.Helper()
	enc := base64.RawURLEncoding
	signed := enc.EncodeToString(fmt.Appendf(nil, `{"alg":%q}`, alg)) + "." + enc.EncodeToString([]byte(`{"sub":"me","exp":12,"scope":["a","b"]}`))
	sum := sha256.Sum256([]byte(signed))
	var sig []byte
	var err error
	switch alg {
	case "HS256":
		h := hmac.New(sha256.New, []byte("secret"))
		h.Write([]byte(signed))
		sig = h.Sum(nil)
	case "RS256":
		sig, err = rsa.SignPKCS1v15(rand.Reader, s.rsa, crypto.SHA256, sum[:])
	case "PS256":
		sig, err = rsa.SignPSS(rand.Reader, s.rsa, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	case "ES256":
		var r, v *big.Int
		r, v, err = ecdsa.Sign(rand.Reader, s.ec, sum[:])
		sig = append(r.FillBytes(make([]byte, 32)), v.FillBytes(make([]byte, 32))...)
	}
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + enc.EncodeToString(sig)
}

func TestJWT(t *testing.T) {
	s := newTokenSigner(t)
	tokens := map[string]string{"none": s.sign(t, "none"), "two": "e30.e30", "four": "e30.e30.aa.aa"}
	for _, alg := range []string{"HS256", "RS256", "PS256", "ES256"} {
		tokens[alg] = s.sign(t, alg)
		tokens["bad "+alg] = strings.Replace(tokens[alg], ".eyJzdWIi", ".eyJzdWIj", 1)
		tokens["cut "+alg] = tokens[alg][:strings.LastIndexByte(tokens[alg], '.')+1]
	}
	cx := newTestCtx(t)
	for _, tc := range []struct{ token, expr, want string }{
		{"HS256", "jwt_verify(HS256,secret)", "1"},
		{"HS256", "jwt_verify(HS256,other)", "0"},
		{"HS256", "jwt_verify(HS384,secret)", "0"},
		{"bad HS256", "jwt_verify(HS256,secret)", "0"},
		{"cut HS256", "jwt_verify(HS256,secret)", "-3"},
		{"RS256", "jwt_verify(RS256,rsa.pem)", "1"},
		{"RS256", "jwt_verify(RS256,pkcs1.pem)", "1"},
		{"RS256", "jwt_verify(PS256,rsa.pem)", "0"},
		{"RS256", "jwt_verify_cert(RS256,cert.pem)", "1"},
		{"bad RS256", "jwt_verify(RS256,rsa.pem)", "0"},
		{"PS256", "jwt_verify(PS256,rsa.pem)", "1"},
		{"ES256", "jwt_verify(ES256,ec.pem)", "1"},
		{"bad ES256", "jwt_verify(ES256,ec.pem)", "0"},
		{"ES256", "jwt_verify(ES256,rsa.pem)", "0"},
		{"ES256", "jwt_verify(ES384,ec.pem)", "-3"},
		{"RS256", "jwt_verify(txn.alg,rsa.pem)", "1"},
		{"ES256", "jwt_verify(txn.alg,ec.pem)", "1"},
		{"HS256", "jwt_verify(txn.alg,secret)", "1"},
		{"HS256", "jwt_verify(txn.alg,rsa.pem)", "0"}, // a public key is no secret
		{"RS256", "jwt_verify(txn.alg,missing.pem)", "-5"},
		{"none", "jwt_verify(txn.alg,missing.pem)", "1"},
		{"RS256", "jwt_verify(RS256,txn.key)", "1"}, // named outright before
		{"two", "jwt_verify(HS256,secret)", "-3"},
		{"four", "jwt_verify(HS256,secret)", "-3"},
		{"HS256", "jwt_header_query('$.alg')", "HS256"},
		{"HS256", "jwt_header_query", `{"alg":"HS256"}`},
		{"two", "jwt_header_query", "{}"},
		{"HS256", "jwt_payload_query('$.sub')", "me"},
		{"HS256", "jwt_payload_query('$.exp','int'),add(1)", "13"},
		{"HS256", "jwt_payload_query('$.scope')", `["a","b"]`},
		{"two", "jwt_payload_query", ""},
	} {
		t.Run(tc.token+" "+tc.expr, func(t *testing.T) { tokenResult(t, cx, s, tokens[tc.token], tc.token, tc.expr, tc.want) })
	}
}

// sharedLists are those of the one configuration that all cases belong to.
var sharedLists Lists

func tokenResult(t *testing.T, cx *Ctx, s *tokenSigner, token, alg, expr, want string) {
	set := func(name, value string) {
		v, err := ParseVar(name)
		if err != nil {
			t.Fatal(err)
		}
		v.Set(cx, StringOf(value))
	}
	set("txn.token", token)
	set("txn.alg", alg)
	set("txn.key", "rsa.pem")
	e, _, err := ParseExpr([]string{"var(txn.token)," + expr}, &Env{ReadFile: s.read, Lists: &sharedLists})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	if v, ok := e.Eval(cx); ok {
		got = string(v.AppendText(nil))
	}
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestJWTErrors(t *testing.T) {
	s := newTokenSigner(t)
	s.files["junk.pem"] = []byte("junk")
	for _, tc := range []struct{ expr, want string }{
		{"str(a),jwt_verify(XX,foo)", "invalid args in converter 'jwt_verify' : unknown JWT algorithm: XX"},
		{"str(a),jwt_verify(RS256,missing.pem)", "cannot read 'missing.pem'"},
		{"str(a),jwt_verify(RS256,junk.pem)", "cannot use 'junk.pem': there is no public key in it"},
		{"str(a),jwt_verify(RS256,cert.pem)", "there is no public key in it"},
		{"str(a),jwt_verify_cert(RS256,rsa.pem)", "there is no certificate in it"},
		{"str(a),jwt_verify_cert(HS256,cert.pem)", "HMAC-signed tokens can't be processed by this converter"},
		{"str(a),jwt_verify_cert(txn.alg,missing.pem)", "cannot read 'missing.pem'"},
		{"str(a),jwt_header_query('$.alg',nope)", "output_type only supports \"int\" as argument"},
	} {
		_, _, err := ParseExpr([]string{tc.expr}, &Env{ReadFile: s.read})
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.expr, err, tc.want)
		}
	}
}

// TestJWTAside: signatures by large keys are checked elsewhere where the owner can wait; what an owner that left asked for is
// not genuine.
func TestJWTAside(t *testing.T) {
	for _, tc := range []struct {
		name       string
		curve      elliptic.Curve
		alg        string
		wait, gone bool
		asked      int
		want       int64
	}{
		{"small", elliptic.P256(), "ES256", true, false, 0, jwtGenuine},
		{"large", elliptic.P521(), "ES512", true, false, 1, jwtGenuine},
		{"large, where nobody can wait", elliptic.P521(), "ES512", false, false, 0, jwtGenuine},
		{"large, for one that left", elliptic.P521(), "ES512", true, true, 1, jwtForged},
	} {
		key, err := ecdsa.GenerateKey(tc.curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		alg := jwtAlgs[tc.alg]
		signed := []byte("a.b")
		r, s, err := ecdsa.Sign(rand.Reader, key, digests[alg.digest](nil, signed))
		if err != nil {
			t.Fatal(err)
		}
		sig := append(r.FillBytes(make([]byte, alg.width)), s.FillBytes(make([]byte, alg.width))...)
		owner := &asideCounter{gone: tc.gone}
		v := &verifier{known: &key.PublicKey}
		if got := v.verify(&Ctx{Owner: owner, CanWait: tc.wait}, &alg, signed, sig, nil); got != tc.want || owner.asked != tc.asked {
			t.Errorf("%s: %d, asked %d times", tc.name, got, owner.asked)
		}
	}
}
