package balance

import (
	"fmt"
	"slices"

	"metergate/internal/hash"
)

// A HashKey says by what a server is placed on a ring. By address, several gateways with different lists of the same
// servers agree on where a key goes.
type HashKey uint8

// The keys of a server.
const (
	KeyID HashKey = iota
	KeyAddr
	KeyAddrPort
)

var hashKeys = []string{KeyID: "id", KeyAddr: "addr", KeyAddrPort: "addr-port"}

// ParseHashKey reads the argument of the server option `hash-key`.
func ParseHashKey(word string) (HashKey, error) {
	i := slices.Index(hashKeys, word)
	if i < 0 {
		return KeyID, fmt.Errorf("'hash-key' expects id, addr or addr-port, not '%s'", word)
	}
	return HashKey(i), nil
}

// String returns the word of the configuration.
func (k HashKey) String() string { return hashKeys[k] }

// seed is what a server's points on a ring are counted from. A server without an address is placed by its id.
func (c *Candidate) seed() uint32 {
	if c.Key == KeyID || !c.Addr.Addr().IsValid() {
		return uint32(c.ID) * pointsPerServer
	}
	seed := hash.SDBM(c.Addr.Addr().Unmap().AsSlice())
	if c.Key == KeyAddrPort {
		seed = seed*65599 + uint32(c.Addr.Port())
	}
	return hash.Avalanche(seed)
}
