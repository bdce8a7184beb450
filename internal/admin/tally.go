package admin

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// tally counts things by a name of theirs and returns a line for each name, the most frequent first.
func tally[T any](all []T, name func(T) string) (lines []string) {
	counts := map[string]int{}
	for _, t := range all {
		counts[name(t)]++
	}
	order := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b))
	})
	for _, n := range order {
		lines = append(lines, fmt.Sprintf("%-28s %d", word(n), counts[n]))
	}
	return lines
}
