package balance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"metergate/internal/hash"
)

// A HashType is what a `hash-type` line says, with hash-balance-factor: how a key becomes a server. The zero value is
// map-based with sdbm, as without such lines.
type HashType struct {
	// Consistent places servers on a ring, so that few keys move when one comes or goes; otherwise a key picks a slot of
	// a table.
	Consistent bool
	// Avalanche mixes the hash once more.
	Avalanche bool
	// Factor bounds the load of a server on a ring to that percentage of the mean, 0 for no bound.
	Factor int

	function int // index into functions
}

// ParseHashType reads the arguments of a `hash-type` line: method, function, modifier. The last two may be left out;
// a consistent hash is then mixed once more.
func ParseHashType(words []string) (HashType, error) {
	var h HashType
	a := &args{words: words}
	switch method := a.next(); method {
	case "consistent":
		h.Consistent = true
	case "map-based":
	default:
		return h, fmt.Errorf("'hash-type' expects consistent or map-based, not '%s'", method)
	}
	if len(a.words) == 0 {
		h.Avalanche = h.Consistent
		return h, nil
	}
	name := a.next()
	h.function = slices.IndexFunc(functions, func(f function) bool { return f.name == name })
	if h.function < 0 {
		return h, fmt.Errorf("'hash-type' expects one of %s, not '%s'", strings.Join(FunctionNames(), ", "), name)
	}
	if len(a.words) > 0 {
		if word := a.next(); word != "avalanche" {
			return h, fmt.Errorf("'hash-type' expects avalanche after the function, not '%s'", word)
		}
		h.Avalanche = true
	}
	return h, a.end()
}

// FunctionNames returns the names of the hash functions, the default first.
func FunctionNames() []string {
	var names []string
	for _, f := range functions {
		names = append(names, f.name)
	}
	return names
}

// ParseHashFactor reads the argument of a `hash-balance-factor` line: 0, or a percentage above 100.
func ParseHashFactor(word string) (int, error) {
	n, err := strconv.Atoi(word)
	if err != nil || n != 0 && n <= 100 || n > maxNumber {
		return 0, fmt.Errorf("'hash-balance-factor' expects 0 or a percentage above 100, not '%s'", word)
	}
	return n, nil
}

// sum hashes a key, without the modifier.
func (h *HashType) sum(key []byte) uint32 { return functions[h.function].sum(key) }

// mix applies the modifier.
func (h *HashType) mix(sum uint32) uint32 {
	if h.Avalanche {
		return hash.Avalanche(sum)
	}
	return sum
}
