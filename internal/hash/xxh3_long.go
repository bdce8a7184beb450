package hash

import "encoding/binary"

// xxh3Stripe is how many bytes eight lanes take in at once, xxh3Block how many before the lanes are scrambled.
const (
	xxh3Stripe = 64
	xxh3Block  = (192 - xxh3Stripe) / 8 * xxh3Stripe
)

// xxh3Long is for more than 240 bytes.
func xxh3Long(key []byte, seed uint64) uint64 {
	secret := seededSecret(seed)
	n := len(key)
	lanes := [8]uint64{uint64(prime3), prime64a, prime64b, prime64c, prime64d, uint64(prime2), prime64e, uint64(prime1)}
	rest := key
	for ; len(rest) > xxh3Block; rest = rest[xxh3Block:] {
		takeStripes(&lanes, rest[:xxh3Block], &secret)
		scramble(&lanes, secret[192-xxh3Stripe:])
	}
	takeStripes(&lanes, rest[:(len(rest)-1)/xxh3Stripe*xxh3Stripe], &secret)
	takeStripe(&lanes, key[n-xxh3Stripe:], secret[192-xxh3Stripe-7:])
	h := uint64(n) * prime64a
	for i := 0; i < 8; i += 2 {
		h += foldProduct(lanes[i]^word(secret[:], 11+8*i), lanes[i+1]^word(secret[:], 19+8*i))
	}
	return avalanche3(h)
}

// seededSecret is the secret that a seed makes of the default one.
func seededSecret(seed uint64) [192]byte {
	s := xxh3Secret
	for i := 0; i < len(s) && seed != 0; i += 16 {
		binary.LittleEndian.PutUint64(s[i:], word(s[:], i)+seed)
		binary.LittleEndian.PutUint64(s[i+8:], word(s[:], i+8)-seed)
	}
	return s
}

func takeStripes(lanes *[8]uint64, b []byte, secret *[192]byte) {
	for at := 0; len(b) > 0; at, b = at+8, b[xxh3Stripe:] {
		takeStripe(lanes, b, secret[at:])
	}
}

func takeStripe(lanes *[8]uint64, b, secret []byte) {
	for i := range lanes {
		w := word(b, 8*i)
		k := w ^ word(secret, 8*i)
		lanes[i^1] += w
		lanes[i] += uint64(uint32(k)) * (k >> 32)
	}
}

func scramble(lanes *[8]uint64, secret []byte) {
	for i := range lanes {
		l := lanes[i]
		lanes[i] = (l ^ l>>47 ^ word(secret, 8*i)) * uint64(prime1)
	}
}
