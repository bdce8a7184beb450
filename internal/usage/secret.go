package usage

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
)

// A Veil turns secret keys into names that tell consumers apart and nothing else: a keyed hash, HMAC-SHA-256 (RFC 2104),
// of which 64 bits are shown.
type Veil struct{ inner, outer [sha256.BlockSize]byte }

// NewVeil returns the veil of a key; without one it is drawn at random, and names differ from process to process.
func NewVeil(key []byte) *Veil {
	var block [sha256.BlockSize]byte
	if len(key) == 0 {
		rand.Read(block[:])
	} else if len(key) > len(block) {
		sum := sha256.Sum256(key)
		copy(block[:], sum[:])
	} else {
		copy(block[:], key)
	}
	v := &Veil{}
	for i, b := range block {
		v.inner[i], v.outer[i] = b^0x36, b^0x5c
	}
	return v
}

// Append appends the name of a secret. scratch is memory to work in; it is returned for the next time, and is empty of
// the secret then.
func (v *Veil) Append(dst, secret, scratch []byte) (name, work []byte) {
	scratch = append(append(scratch[:0], v.inner[:]...), secret...)
	first := sha256.Sum256(scratch)
	clear(scratch)
	scratch = append(append(scratch[:0], v.outer[:]...), first[:]...)
	second := sha256.Sum256(scratch)
	clear(scratch)
	return hex.AppendEncode(append(dst, "key-"...), second[:8]), scratch
}
