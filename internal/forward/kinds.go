package forward

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// A Kind is what the manual says of a kind of destination.
type Kind struct {
	Name, Help, Guarantee string
	// URLs are the beginnings of its URLs, Options the words that may stand behind one.
	URLs, Options []string
}

// Kinds goes over the kinds of destinations by their names.
func Kinds() iter.Seq[Kind] {
	return func(yield func(Kind) bool) {
		for _, name := range slices.Sorted(maps.Keys(kinds)) {
			k := kinds[name]
			d := Kind{Name: name, Help: k.help, Guarantee: k.guarantee, Options: strings.Fields(k.options)}
			for _, scheme := range k.schemes {
				d.URLs = append(d.URLs, scheme+"://")
			}
			if !yield(d) {
				return
			}
		}
	}
}
