package hash

import "math/bits"

// SDBM multiplies by 65599, as the sdbm database library does.
func SDBM(key []byte) (h uint32) {
	for _, c := range key {
		h = h*65599 + uint32(c)
	}
	return h
}

// DJB2 is Daniel J. Bernstein's hash: it multiplies by 33, from 5381 on.
func DJB2(key []byte) uint32 {
	h := uint32(5381)
	for _, c := range key {
		h = h*33 + uint32(c)
	}
	return h
}

// WT6 keeps two words that take each byte in, change places, and rotate by amounts that they themselves give.
func WT6(key []byte) uint32 {
	a, b := uint32(0xa53c965a), uint32(0x5ca6953a)
	left, right := 6, 18
	for _, c := range key {
		a, b = bits.RotateLeft32(^(b+uint32(c)), left), bits.RotateLeft32(^(a^uint32(c)), right)
		mixed := (a>>16 ^ b) & 0xffff
		left, right = int(mixed&0x1f), int(mixed>>11)
	}
	return a ^ b
}

// Avalanche mixes all bits of a number, so that each bit of the input changes half of those of the output: Robert
// Jenkins' 32-bit integer hash with six shifts, from his public page on integer hashing, then multiplied by a prime
// near three quarters of the range, which spreads neighbours over all of it.
func Avalanche(a uint32) uint32 {
	a = (a + 0x7ed55d16) + a<<12
	a = (a ^ 0xc761c23c) ^ a>>19
	a = (a + 0x165667b1) + a<<5
	a = (a + 0xd3a2646c) ^ a<<9
	a = (a + 0xfd7046c5) + a<<3
	a = (a ^ 0xb55a4f09) ^ a>>16
	return a * 3221225473
}
