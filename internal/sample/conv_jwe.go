package sample

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"metergate/internal/cert"
)

func init() {
	const gives = ", if it is encrypted in one of the ways that jwt.decrypt_alg_list and jwt.decrypt_enc_list allow. What cannot be decrypted has no value."
	token := func(name, arg, help string, check func(a Args, env *Env) (*jweSource, error)) {
		RegisterConverter(Converter{
			Name: name, In: Bin, Out: Bin, Args: []Arg{{Name: arg, Kind: ArgStrOrVar}}, Help: help + gives,
			Check: func(a Args, env *Env) error {
				s, err := check(a, env)
				if err != nil {
					return err
				}
				s.allowed = &env.lists().jwe
				s.held, _ = a[0].Ref.(*Var)
				a[0].Ref = s
				return nil
			},
			Apply: decryptToken,
		})
	}
	token("jwt_decrypt_secret", "secret", "The content of an encrypted JSON Web Token, by a secret in Base64", func(a Args, _ *Env) (*jweSource, error) {
		return (&jweSource{read: readSecret}).fixed(a)
	})
	token("jwt_decrypt_jwk", "jwk", "The content of an encrypted JSON Web Token, by a JSON Web Key of type oct, RSA or EC", func(a Args, _ *Env) (*jweSource, error) {
		return (&jweSource{read: parseJWK}).fixed(a)
	})
	token("jwt_decrypt_cert", "cert", "The content of an encrypted JSON Web Token, by the key of a certificate whose option jwt is on", func(a Args, env *Env) (*jweSource, error) {
		s := &jweSource{store: env.lists().certs(), name: a.Str(0)}
		if _, isVar := a[0].Ref.(*Var); isVar {
			return s, nil
		}
		return s, env.lists().jwtCert(env, a.Str(0))
	})
}

// A jweSource is where the key of a converter comes from.
type jweSource struct {
	held    *Var // it, or its name, is in a variable
	read    func([]byte) (*jweKey, error)
	key     *jweKey // that is named outright
	store   *cert.Store
	name    string // of a certificate that is named outright
	allowed *jweLists
}

// fixed reads a key that is named outright.
func (s *jweSource) fixed(a Args) (_ *jweSource, err error) {
	if _, isVar := a[0].Ref.(*Var); isVar {
		return s, nil
	}
	s.key, err = s.read([]byte(a.Str(0)))
	return s, err
}

// readSecret reads a secret in any of the forms of Base64.
func readSecret(text []byte) (*jweKey, error) {
	word := strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(string(text), "="))
	secret, err := base64.RawURLEncoding.DecodeString(word)
	if err != nil || len(secret) == 0 {
		return nil, errors.New("the secret is not Base64")
	}
	return &jweKey{secret: secret}, nil
}

// now returns the key that is known, or else the text that is one or names one; false when a variable is not set.
func (s *jweSource) now(cx *Ctx) (key *jweKey, word []byte, ok bool) {
	if s.held == nil {
		return s.key, []byte(s.name), true
	}
	v, ok := s.held.Get(cx)
	return nil, v.b, ok
}

// open decrypts a token. It may run aside: it reads nothing of the evaluation but copies.
func (s *jweSource) open(key *jweKey, word, token []byte) (out []byte, err error) {
	switch {
	case key != nil:
	case s.store != nil:
		private := s.store.ForJWT(word).Key()
		if private == nil {
			return nil, errJWE
		}
		key = &jweKey{private: private}
	default:
		if key, err = s.read(word); err != nil {
			return nil, err
		}
	}
	return key.decrypt(token, s.allowed)
}

// slow reports whether a token may take milliseconds to decrypt: where the key is a private one, or none that is known yet.
func (s *jweSource) slow(key *jweKey) bool { return key == nil || key.private != nil }

func decryptToken(cx *Ctx, v Value, a Args) (Value, bool) {
	s := a[0].Ref.(*jweSource)
	key, word, ok := s.now(cx)
	if !ok || len(v.b) > maxJWE {
		return Value{}, false
	}
	var out []byte
	err := errJWE
	if w := cx.worker(); w != nil && s.slow(key) {
		word, token := bytes.Clone(word), bytes.Clone(v.b)
		var found []byte
		var why error
		if w.Aside(func() { found, why = s.open(key, word, token) }) {
			out, err = found, why
		}
	} else {
		out, err = s.open(key, word, v.b)
	}
	if err != nil {
		return Value{}, false
	}
	return cx.Bin(append(cx.Temp(len(out)), out...))
}

// jweLists are the ways of encryption that the configuration allows. The zero value allows all but RSA1_5, which is weak
// (RFC 8725 section 3.2).
type jweLists struct{ algs, encs map[string]bool }

func (l *jweLists) alg(name string) bool {
	if _, known := jweAlgs[name]; l.algs == nil {
		return known && name != "RSA1_5"
	}
	return l.algs[name]
}

func (l *jweLists) enc(name string) bool {
	if _, known := jweEncs[name]; l.encs == nil {
		return known
	}
	return l.encs[name]
}

// AllowJWE says in what ways tokens may be encrypted, by lists as ParseJWEAlgs and ParseJWEEncs return them; nil leaves what is
// usual.
func (s *Lists) AllowJWE(algs, encs map[string]bool) { s.jwe = jweLists{algs, encs} }

// ParseJWEAlgs reads a list of ways to encrypt keys: names with colons between, ALL, and with ! before it a name to leave out.
func ParseJWEAlgs(text string) (map[string]bool, error) { return chosen(text, jweAlgs) }

// ParseJWEEncs reads a list of ways to encrypt contents.
func ParseJWEEncs(text string) (map[string]bool, error) { return chosen(text, jweEncs) }

func chosen[V any](text string, known map[string]V) (map[string]bool, error) {
	list := map[string]bool{}
	for word := range strings.SplitSeq(text, ":") {
		name, not := strings.CutPrefix(word, "!")
		if _, ok := known[name]; !ok && word != "ALL" {
			return nil, fmt.Errorf("Unknown algorithm/encoding %s", word)
		}
		if word == "ALL" {
			for n := range known {
				list[n] = true
			}
			continue
		}
		list[name] = !not
	}
	return list, nil
}
