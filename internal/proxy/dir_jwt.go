package proxy

import (
	"metergate/internal/conf"
	"metergate/internal/sample"
)

// In what ways tokens that converters decrypt may be encrypted.
var (
	dirJWEAlgs = jweList("jwt.decrypt_alg_list", "keys; RSA1_5 is not among them when absent", sample.ParseJWEAlgs)
	dirJWEEncs = jweList("jwt.decrypt_enc_list", "contents", sample.ParseJWEEncs)
)

func jweList(name, what string, parse func(string) (map[string]bool, error)) *conf.Key[map[string]bool] {
	return conf.Scalar(conf.Spec{
		Name: name, In: conf.Global, Usage: name + " {ALL | [!]<name>}[:...]",
		Help: "The ways of encrypting " + what + " that the converters jwt_decrypt_* accept, by their names in RFC 7518.",
	}, func(a *conf.Args) (map[string]bool, error) {
		text, err := a.Text("a list of algorithms")
		if err != nil {
			return nil, err
		}
		return parse(text)
	})
}
