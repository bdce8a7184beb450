package sample

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"time"
)

func init() {
	RegisterFetch(Fetch{
		Name: "uuid", Args: []Arg{{Name: "version", Kind: ArgInt, Optional: true, Default: "4"}}, Out: Str, Needs: Constant,
		Help: "A new UUID (RFC 9562) of version 4, random, or 7, which begins with the time.",
		Check: func(a Args, _ *Env) error {
			if v := a.Int(0); v != 4 && v != 7 {
				return fmt.Errorf("unsupported UUID version '%d', allowed values are 4 and 7", v)
			}
			return nil
		},
		Get: func(cx *Ctx, a Args) (Value, bool) { return cx.Str(appendUUID(cx.Temp(36), a.Int(0), cx.Now)) },
	})
}

// appendUUID appends a new UUID. Random bits come from the runtime's ChaCha8 generator.
func appendUUID(dst []byte, version, now int64) []byte {
	hi, lo := rand.Uint64(), rand.Uint64()
	if version == 7 {
		hi = uint64(now/int64(time.Millisecond))<<16 | hi&0xffff
	}
	hi = hi&^0xf000 | uint64(version)<<12
	lo = lo&^(3<<62) | 2<<62
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], hi)
	binary.BigEndian.PutUint64(b[8:], lo)
	for i, part := range [...][]byte{b[:4], b[4:6], b[6:8], b[8:10], b[10:]} {
		if i > 0 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, part)
	}
	return dst
}
