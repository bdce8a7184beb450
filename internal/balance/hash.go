package balance

import (
	"hash/crc32"

	"metergate/internal/hash"
)

// A function turns the bytes of a key into a number.
type function struct {
	name string
	help string
	sum  func(key []byte) uint32
}

// functions are the hash functions of `hash-type`, the default first.
var functions = []function{
	{"sdbm", "the hash of the sdbm database library; spreads well, the default", hash.SDBM},
	{"djb2", "Daniel J. Bernstein's times 33; better than sdbm for some keys", hash.DJB2},
	{"wt6", "mixes more than both, and less smoothly with few servers", hash.WT6},
	{"crc32", "the CRC-32 of Ethernet and gzip; slower, spreads well", crc32.ChecksumIEEE},
	{"none", "the key is a decimal number that is taken as it is", decimal},
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
