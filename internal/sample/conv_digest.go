package sample

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"fmt"
)

// digests are the message digests by the names that digest and hmac take.
var digests = map[string]func(dst, b []byte) []byte{
	"md5":      func(dst, b []byte) []byte { s := md5.Sum(b); return append(dst, s[:]...) },
	"sha1":     func(dst, b []byte) []byte { s := sha1.Sum(b); return append(dst, s[:]...) },
	"sha224":   func(dst, b []byte) []byte { s := sha256.Sum224(b); return append(dst, s[:]...) },
	"sha256":   func(dst, b []byte) []byte { s := sha256.Sum256(b); return append(dst, s[:]...) },
	"sha384":   func(dst, b []byte) []byte { s := sha512.Sum384(b); return append(dst, s[:]...) },
	"sha512":   func(dst, b []byte) []byte { s := sha512.Sum512(b); return append(dst, s[:]...) },
	"sha3-224": func(dst, b []byte) []byte { s := sha3.Sum224(b); return append(dst, s[:]...) },
	"sha3-256": func(dst, b []byte) []byte { s := sha3.Sum256(b); return append(dst, s[:]...) },
	"sha3-384": func(dst, b []byte) []byte { s := sha3.Sum384(b); return append(dst, s[:]...) },
	"sha3-512": func(dst, b []byte) []byte { s := sha3.Sum512(b); return append(dst, s[:]...) },
}

func init() {
	RegisterConverter(
		Converter{
			Name: "sha1", In: Bin, Out: Bin,
			Help:  "SHA-1 digest.",
			Apply: func(cx *Ctx, v Value, _ Args) (Value, bool) { return cx.Bin(digests["sha1"](cx.Temp(20), v.b)) },
		},
		Converter{
			Name: "sha2", Args: []Arg{{Name: "bits", Kind: ArgInt, Optional: true, Default: "256"}}, In: Bin, Out: Bin,
			Help: "SHA-2 digest of 224, 256, 384 or 512 bits.",
			Check: func(a Args, _ *Env) error {
				if a[0].Ref = digests[fmt.Sprintf("sha%d", a.Int(0))]; a.Int(0) < 224 || a[0].Ref.(func(_, _ []byte) []byte) == nil {
					return fmt.Errorf("unsupported number of bits: '%d'", a.Int(0))
				}
				return nil
			},
			Apply: applyDigest,
		},
		Converter{
			Name: "digest", Args: []Arg{{Name: "algorithm"}}, In: Bin, Out: Bin,
			Help:  "Message digest of the given algorithm, such as md5, sha256 or sha3-256.",
			Check: checkDigest,
			Apply: applyDigest,
		},
	)
}

func checkDigest(a Args, _ *Env) error {
	sum := digests[asciiLower(a.Str(0))]
	if sum == nil {
		return fmt.Errorf("algorithm must be a message digest's name, such as md5, sha1, sha256, sha384, sha512 or sha3-256")
	}
	a[0].Ref = sum
	return nil
}

func applyDigest(cx *Ctx, v Value, a Args) (Value, bool) {
	sum := a[0].Ref.(func(dst, b []byte) []byte)
	return cx.Bin(sum(cx.Temp(64), v.b))
}
