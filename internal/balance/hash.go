package balance

import (
	"hash/crc32"
	"math/bits"
)

// A function turns the bytes of a key into a number.
type function struct {
	name string
	help string
	sum  func(key []byte) uint32
}

// functions are the hash functions of `hash-type`, the default first.
var functions = []function{
	{"sdbm", "the hash of the sdbm database library; spreads well, the default", sdbm},
	{"djb2", "Daniel J. Bernstein's times 33; better than sdbm for some keys", djb2},
	{"wt6", "mixes more than both, and less smoothly with few servers", wt6},
	{"crc32", "the CRC-32 of Ethernet and gzip; slower, spreads well", crc32.ChecksumIEEE},
	{"none", "the key is a decimal number that is taken as it is", decimal},
}

// sdbm multiplies by 65599, as the sdbm database library does.
func sdbm(key []byte) (h uint32) {
	for _, c := range key {
		h = h*65599 + uint32(c)
	}
	return h
}

// djb2 multiplies by 33, from 5381 on.
func djb2(key []byte) uint32 {
	h := uint32(5381)
	for _, c := range key {
		h = h*33 + uint32(c)
	}
	return h
}

// wt6 keeps two words that take each byte in, change places and rotate by amounts that they themselves give.
func wt6(key []byte) uint32 {
	a, b := uint32(0xa53c965a), uint32(0x5ca6953a)
	left, right := 6, 18
	for _, c := range key {
		a, b = bits.RotateLeft32(^(b+uint32(c)), left), bits.RotateLeft32(^(a^uint32(c)), right)
		mixed := (a>>16 ^ b) & 0xffff
		left, right = int(mixed&0x1f), int(mixed>>11)
	}
	return a ^ b
}

// decimal reads the number at the front of a key, 0 without one.
func decimal(key []byte) (h uint32) {
	for _, c := range key {
		if c < '0' || c > '9' {
			break
		}
		h = h*10 + uint32(c-'0')
	}
	return h
}

// avalanche mixes all bits of a number, so that each bit of the input changes half of those of the output: Robert
// Jenkins' 32-bit integer hash with six shifts, from his public page on integer hashing, then multiplied by a prime
// near three quarters of the range, which spreads neighbours over all of it.
func avalanche(a uint32) uint32 {
	a = (a + 0x7ed55d16) + a<<12
	a = (a ^ 0xc761c23c) ^ a>>19
	a = (a + 0x165667b1) + a<<5
	a = (a + 0xd3a2646c) ^ a<<9
	a = (a + 0xfd7046c5) + a<<3
	a = (a ^ 0xb55a4f09) ^ a>>16
	return a * 3221225473
}
