package hash

import (
	"encoding/binary"
	"encoding/hex"
	"math/bits"
)

// The primes of XXH64 and XXH3 (xxHash specification, sections "XXH64 algorithm" and "XXH3 algorithm").
const (
	prime64a  uint64 = 0x9e3779b185ebca87
	prime64b  uint64 = 0xc2b2ae3d27d4eb4f
	prime64c  uint64 = 0x165667b19e3779f9
	prime64d  uint64 = 0x85ebca77c2b2ae63
	prime64e  uint64 = 0x27d4eb2f165667c5
	primeMixA uint64 = 0x165667919e3779f9
	primeMixB uint64 = 0x9fb21c651e98df25
)

// xxh3Secret is the default secret of the specification.
var xxh3Secret = func() (s [192]byte) {
	hex.Decode(s[:], []byte("b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221"+
		"b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8"+
		"fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb17"+
		"0ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e"))
	return s
}()

func word(b []byte, at int) uint64 { return binary.LittleEndian.Uint64(b[at:]) }

// secretWord is a word of the default secret.
func secretWord(at int) uint64 { return word(xxh3Secret[:], at) }

// XXH3 is Yann Collet's XXH3 with 64 bits.
func XXH3(key []byte, seed uint64) uint64 {
	switch n := len(key); {
	case n > 240:
		return xxh3Long(key, seed)
	case n > 128:
		return xxh3Rounds(key, seed)
	case n > 16:
		return xxh3Pairs(key, seed)
	case n > 8:
		return xxh3Two(key, seed)
	case n >= 4:
		return xxh3One(key, seed)
	case n > 0:
		mixed := uint64(key[0])<<16 | uint64(key[n>>1])<<24 | uint64(key[n-1]) | uint64(n)<<8
		flip := uint64(uint32(secretWord(0))^uint32(secretWord(0)>>32)) + seed
		return avalanche64(mixed ^ flip)
	}
	return avalanche64(seed ^ secretWord(56) ^ secretWord(64))
}

// xxh3One is for 4 to 8 bytes.
func xxh3One(key []byte, seed uint64) uint64 {
	n := len(key)
	seed ^= uint64(bits.ReverseBytes32(uint32(seed))) << 32
	first, last := uint64(binary.LittleEndian.Uint32(key)), uint64(binary.LittleEndian.Uint32(key[n-4:]))
	h := (last + first<<32) ^ ((secretWord(8) ^ secretWord(16)) - seed)
	h ^= bits.RotateLeft64(h, 49) ^ bits.RotateLeft64(h, 24)
	h *= primeMixB
	h ^= h>>35 + uint64(n)
	h *= primeMixB
	return h ^ h>>28
}

// xxh3Two is for 9 to 16 bytes.
func xxh3Two(key []byte, seed uint64) uint64 {
	n := len(key)
	lo := word(key, 0) ^ ((secretWord(24) ^ secretWord(32)) + seed)
	hi := word(key, n-8) ^ ((secretWord(40) ^ secretWord(48)) - seed)
	return avalanche3(uint64(n) + bits.ReverseBytes64(lo) + hi + foldProduct(lo, hi))
}

// xxh3Pairs is for 17 to 128 bytes: pairs of blocks from both ends towards the middle.
func xxh3Pairs(key []byte, seed uint64) uint64 {
	n := len(key)
	h := uint64(n) * prime64a
	for i := (n - 1) / 32; i >= 0; i-- {
		h += mixBlock(key, 16*i, 32*i, seed)
		h += mixBlock(key, n-16*(i+1), 32*i+16, seed)
	}
	return avalanche3(h)
}

// xxh3Rounds is for 129 to 240 bytes.
func xxh3Rounds(key []byte, seed uint64) uint64 {
	n := len(key)
	h := uint64(n) * prime64a
	for i := range 8 {
		h += mixBlock(key, 16*i, 16*i, seed)
	}
	h = avalanche3(h)
	for i := 8; i < n/16; i++ {
		h += mixBlock(key, 16*i, 16*(i-8)+3, seed)
	}
	return avalanche3(h + mixBlock(key, n-16, 136-17, seed))
}

// mixBlock mixes 16 bytes with as many of the secret.
func mixBlock(key []byte, at, secretAt int, seed uint64) uint64 {
	return foldProduct(word(key, at)^(secretWord(secretAt)+seed), word(key, at+8)^(secretWord(secretAt+8)-seed))
}

// foldProduct multiplies to 128 bits and folds the halves.
func foldProduct(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

func avalanche64(h uint64) uint64 {
	h = (h ^ h>>33) * prime64b
	h = (h ^ h>>29) * prime64c
	return h ^ h>>32
}

func avalanche3(h uint64) uint64 {
	h = (h ^ h>>37) * primeMixA
	return h ^ h>>32
}
