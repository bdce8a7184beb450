package hash

import (
	"encoding/binary"
	"math/bits"
)

// The primes of XXH32 (xxHash specification, section "XXH32 algorithm").
const (
	prime1 uint32 = 2654435761
	prime2 uint32 = 2246822519
	prime3 uint32 = 3266489917
	prime4 uint32 = 668265263
	prime5 uint32 = 374761393
)

// XXH32 is Yann Collet's xxHash with 32 bits.
func XXH32(key []byte, seed uint32) uint32 {
	h := seed + prime5
	n := uint32(len(key))
	if len(key) >= 16 {
		a, b, c, d := seed+prime1+prime2, seed+prime2, seed, seed-prime1
		for ; len(key) >= 16; key = key[16:] {
			a = stripe(a, key)
			b = stripe(b, key[4:])
			c = stripe(c, key[8:])
			d = stripe(d, key[12:])
		}
		h = bits.RotateLeft32(a, 1) + bits.RotateLeft32(b, 7) + bits.RotateLeft32(c, 12) + bits.RotateLeft32(d, 18)
	}
	h += n
	for ; len(key) >= 4; key = key[4:] {
		h = bits.RotateLeft32(h+binary.LittleEndian.Uint32(key)*prime3, 17) * prime4
	}
	for _, c := range key {
		h = bits.RotateLeft32(h+uint32(c)*prime5, 11) * prime1
	}
	h = (h ^ h>>15) * prime2
	h = (h ^ h>>13) * prime3
	return h ^ h>>16
}

func stripe(acc uint32, b []byte) uint32 {
	return bits.RotateLeft32(acc+binary.LittleEndian.Uint32(b)*prime2, 13) * prime1
}
