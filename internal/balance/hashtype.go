package balance

// A HashType is what a `hash-type` line says, with hash-balance-factor: how a key becomes a server.
type HashType struct {
	// Consistent places servers on a ring, so that few keys move when one comes or goes; otherwise a key picks a slot of
	// a table.
	Consistent bool
	// Avalanche mixes the hash once more.
	Avalanche bool
	// Factor bounds the load of a server on a ring to that percentage of the mean, 0 for no bound.
	Factor int

	function func([]byte) uint32
}

// ParseHashType reads the arguments of a `hash-type` line: method, function, modifier.
func ParseHashType(words []string) (HashType, error) { return HashType{}, nil }

// ParseHashFactor reads the argument of a `hash-balance-factor` line: 0, or a percentage above 100.
func ParseHashFactor(word string) (int, error) { return 0, nil }

// A HashKey says by what a server is placed on a ring.
type HashKey uint8

// The keys of a server.
const (
	KeyID HashKey = iota
	KeyAddr
	KeyAddrPort
)

// ParseHashKey reads the argument of the server option `hash-key`.
func ParseHashKey(word string) (HashKey, error) { return 0, nil }

// A hasher makes the hash of a request's key; false when the request has none.
type hasher func(p Parts, h *HashType) (uint32, bool)

type point struct {
	at     uint32
	server int32
}
