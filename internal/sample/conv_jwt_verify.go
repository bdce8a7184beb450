package sample

import (
	"crypto"
	"crypto/subtle"
	"encoding/base64"
	"fmt"

	"metergate/internal/cert"
)

// What jwt_verify gives.
const (
	jwtGenuine    = 1
	jwtForged     = 0
	jwtUnknownAlg = -1
	jwtInvalid    = -3
	jwtUnknownKey = -5
	jwtNotAllowed = -7 // the certificate is there, and its option jwt is off
)

func init() {
	const results = " 1 when it is genuine, 0 when it is not, -1 for an unknown algorithm, -3 for what is no token, -5 for an unknown key, -7 for a certificate whose option jwt is off."
	RegisterConverter(
		Converter{
			Name: "jwt_verify", In: Bin, Out: Int,
			Args:  []Arg{{Name: "alg", Kind: ArgStrOrVar}, {Name: "key", Kind: ArgStrOrVar}},
			Help:  "Checks the signature of a JSON Web Token by a secret, for HS256 to HS512, or by the public key in a file:" + results,
			Check: func(a Args, env *Env) error { return checkVerify(a, env, false) },
			Apply: verifyToken,
		},
		Converter{
			Name: "jwt_verify_cert", In: Bin, Out: Int,
			Args:  []Arg{{Name: "alg", Kind: ArgStrOrVar}, {Name: "cert", Kind: ArgStrOrVar}},
			Help:  "Checks the signature of a JSON Web Token by the public key of a certificate:" + results,
			Check: func(a Args, env *Env) error { return checkVerify(a, env, true) },
			Apply: verifyToken,
		},
	)
}

// A verifier is what the arguments of jwt_verify are compiled into.
type verifier struct {
	alg, key *Var // nil: named outright
	algName  string
	secret   []byte
	known    crypto.PublicKey // in the file that is named outright
	keys     jwtKeys          // in the files that variables may name
	certs    *cert.Store      // nil for keys without certificates
}

// checkVerify reads the key that is named outright. While the algorithm is in a variable, what is no file may be a secret.
func checkVerify(a Args, env *Env, certificate bool) (err error) {
	l := env.lists()
	v := &verifier{algName: a.Str(0), secret: []byte(a.Str(1))}
	if l.jwt == nil {
		l.jwt = jwtKeys{}
	}
	v.keys = l.jwt
	if certificate {
		v.certs = l.certs()
	}
	v.alg, _ = a[0].Ref.(*Var)
	v.key, _ = a[1].Ref.(*Var)
	a[1].Ref = v
	alg, known := jwtAlgs[v.algName]
	switch {
	case v.alg == nil && !known:
		return fmt.Errorf("unknown JWT algorithm: %s", v.algName)
	case certificate && alg.family == "HS":
		return fmt.Errorf("HMAC-signed tokens can't be processed by this converter")
	case v.key == nil && (v.alg != nil || alg.width > 0 || alg.family == "RS" || alg.family == "PS"):
		if certificate {
			return l.jwtCert(env, a.Str(1))
		}
		if v.known, err = l.jwtKey(env, a.Str(1)); v.alg != nil {
			err = nil
		}
	}
	return err
}

// now returns the algorithm and the text of the key as they are now; false when a variable is not set.
func (v *verifier) now(cx *Ctx) (alg string, key []byte, ok bool) {
	alg, key = v.algName, v.secret
	if v.alg != nil {
		val, ok := v.alg.Get(cx)
		if !ok {
			return "", nil, false
		}
		alg = text(val.b)
	}
	if v.key != nil {
		val, ok := v.key.Get(cx)
		if !ok {
			return "", nil, false
		}
		key = val.b
	}
	return alg, key, true
}

// verifyToken checks the signature of a token.
func verifyToken(cx *Ctx, val Value, a Args) (Value, bool) {
	v := a[1].Ref.(*verifier)
	name, key, ok := v.now(cx)
	if !ok {
		return Value{}, false
	}
	alg, known := jwtAlgs[name]
	t, whole := splitToken(val.b)
	switch {
	case !known:
		return IntOf(jwtUnknownAlg), true
	case !whole || (len(t.signature) == 0) != (alg.family == ""):
		return IntOf(jwtInvalid), true
	case alg.family == "":
		return IntOf(jwtGenuine), true
	}
	sig, err := base64.RawURLEncoding.AppendDecode(cx.Temp(len(t.signature)), t.signature)
	if err != nil || !cx.Keep(sig) {
		return IntOf(jwtInvalid), true
	}
	return IntOf(v.verify(cx, &alg, t.signed, sig, key)), true
}

// public returns the key that a name stands for at the moment, nil for none.
func (v *verifier) public(name []byte) crypto.PublicKey {
	switch {
	case v.certs != nil:
		if leaf := v.certs.ForJWT(name).Leaf(); leaf != nil {
			return leaf.PublicKey
		}
		return nil
	case v.key != nil:
		return v.keys[text(name)]
	}
	return v.known
}

// verify checks a signature. A public key is no secret: a token that calls for HMAC where one is named is not genuine.
func (v *verifier) verify(cx *Ctx, alg *jwtAlg, signed, sig, key []byte) int64 {
	public := v.public(key)
	if alg.family == "HS" && v.certs != nil {
		return jwtForged
	}
	if alg.family == "HS" {
		h := hmacSum{sum: digests[alg.digest], block: hmacBlocks[alg.digest]}
		mac, ok := h.mac(cx, key, signed)
		if !ok || public != nil {
			return jwtForged
		}
		return int64(subtle.ConstantTimeCompare(mac, sig))
	}
	switch {
	case public == nil && v.certs != nil && v.certs.Certs.Find(string(key)) != nil:
		return jwtNotAllowed
	case public == nil:
		return jwtUnknownKey
	}
	if alg.width > 0 && len(sig) != 2*alg.width {
		return jwtInvalid
	}
	digest := digests[alg.digest](cx.Temp(64), signed)
	cx.Keep(digest)
	if alg.verifiedBy(cx.worker(), public, digest, sig) {
		return jwtGenuine
	}
	return jwtForged
}
