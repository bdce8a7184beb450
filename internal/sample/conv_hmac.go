package sample

import (
	"encoding/base64"
	"fmt"
)

// hmacBlocks are the block sizes of the digests, for HMAC (RFC 2104).
var hmacBlocks = map[string]int{
	"md5": 64, "sha1": 64, "sha224": 64, "sha256": 64, "sha384": 128, "sha512": 128,
	"sha3-224": 144, "sha3-256": 136, "sha3-384": 104, "sha3-512": 72,
}

func init() {
	RegisterConverter(Converter{
		Name: "hmac", Args: []Arg{{Name: "algorithm"}, {Name: "key", Kind: ArgStrOrVar}}, In: Bin, Out: Bin,
		Help:  "Keyed digest (RFC 2104); the key is Base64, as it stands or in a variable.",
		Check: checkHMAC,
		Apply: applyHMAC,
	})
}

// hmacSum is a compiled algorithm.
type hmacSum struct {
	sum   func(dst, b []byte) []byte
	block int
	key   []byte // nil: in a variable
}

func checkHMAC(a Args, env *Env) error {
	if err := checkDigest(a, env); err != nil {
		return err
	}
	h := &hmacSum{sum: digests[asciiLower(a.Str(0))], block: hmacBlocks[asciiLower(a.Str(0))]}
	if _, isVar := a[1].Ref.(*Var); !isVar {
		key, err := base64.StdEncoding.DecodeString(a.Str(1))
		if err != nil {
			return fmt.Errorf("failed to parse key : it must be Base64, as a text or in a variable")
		}
		h.key = key
	}
	a[0].Ref = h
	return nil
}

// applyHMAC hashes in the arena: the standard library's HMAC would allocate its state each time.
func applyHMAC(cx *Ctx, v Value, a Args) (Value, bool) {
	h := a[0].Ref.(*hmacSum)
	key := h.key
	if key == nil {
		enc, ok := a.BytesNow(cx, 1)
		if !ok {
			return Value{}, false
		}
		var err error
		if key, err = base64.StdEncoding.AppendDecode(cx.Temp(len(enc)), enc); err != nil || !cx.Keep(key) {
			return Value{}, false
		}
	}
	sum, ok := h.mac(cx, key, v.b)
	return BinOf(sum), ok
}

// mac is the keyed digest of a message, in the arena.
func (h *hmacSum) mac(cx *Ctx, key, msg []byte) ([]byte, bool) {
	if len(key) > h.block {
		key = h.sum(cx.Temp(64), key)
		cx.Keep(key)
	}
	inner := append(h.pad(cx.Temp(h.block+len(msg)), key, 0x36), msg...)
	if !cx.Keep(inner) {
		return nil, false
	}
	digest := h.sum(cx.Temp(64), inner)
	cx.Keep(digest)
	outer := append(h.pad(cx.Temp(h.block+64), key, 0x5c), digest...)
	cx.Keep(outer)
	sum := h.sum(cx.Temp(64), outer)
	return sum, cx.Keep(sum)
}

// pad appends the key, filled up with zeros to a block and mixed with b.
func (h *hmacSum) pad(dst, key []byte, b byte) []byte {
	for i := range h.block {
		c := b
		if i < len(key) {
			c ^= key[i]
		}
		dst = append(dst, c)
	}
	return dst
}
