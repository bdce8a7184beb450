package sample

import (
	"bytes"
	"encoding/base64"
)

func init() {
	path := []Arg{{Name: "json_path", Optional: true}, {Name: "output_type", Optional: true}}
	RegisterConverter(
		Converter{
			Name: "jwt_header_query", Args: path, In: Bin, Out: Any,
			Help:  "The header of a JSON Web Token, or with a path what json_query finds in it.",
			Check: checkTokenQuery,
			Apply: func(cx *Ctx, v Value, a Args) (Value, bool) {
				part, _, ok := bytes.Cut(v.b, view("."))
				return queryToken(cx, part, ok, a)
			},
		},
		Converter{
			Name: "jwt_payload_query", Args: path, In: Bin, Out: Any,
			Help:  "The payload of a signed JSON Web Token, or with a path what json_query finds in it. Whether the token is genuine, jwt_verify tells.",
			Check: checkTokenQuery,
			Apply: func(cx *Ctx, v Value, a Args) (Value, bool) {
				t, ok := splitToken(v.b)
				return queryToken(cx, t.payload, ok, a)
			},
		},
	)
}

func checkTokenQuery(a Args, env *Env) error {
	if !a.Has(0) {
		return nil
	}
	return registry.converters["json_query"].Check(a, env)
}

// queryToken decodes a part of a token and searches it.
func queryToken(cx *Ctx, part []byte, ok bool, a Args) (Value, bool) {
	if !ok {
		return Value{}, false
	}
	text, err := base64.RawURLEncoding.AppendDecode(cx.Temp(len(part)), part)
	if err != nil || !cx.Keep(text) {
		return Value{}, false
	}
	if !a.Has(0) {
		return StrOf(text), true
	}
	raw, ok := findJSON(text, a[0].Ref.([]jsonStep))
	if !ok {
		return Value{}, false
	}
	return jsonValue(cx, raw, a.Has(1))
}

// A token is a JSON Web Token in its compact form (RFC 7515 section 7.1), its parts still encoded.
type token struct{ signed, payload, signature []byte }

// splitToken cuts a token in its three parts; signed are the first two as they stand.
func splitToken(b []byte) (t token, ok bool) {
	first := bytes.IndexByte(b, '.')
	last := bytes.LastIndexByte(b, '.')
	if first < 0 || first == last || bytes.IndexByte(b[first+1:last], '.') >= 0 {
		return token{}, false
	}
	return token{signed: b[:last], payload: b[first+1 : last], signature: b[last+1:]}, true
}
