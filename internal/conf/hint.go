package conf

// didYouMean returns the end of an "unknown keyword" message, or "" without a
// near word.
func didYouMean(word string, known []string) string {
	if best := Nearest(word, known); best != "" {
		return "; did you mean '" + best + "' maybe ?"
	}
	return ""
}

// Nearest returns the known word nearest to word, if one is near enough to be a
// slip of the fingers, or "".
func Nearest(word string, known []string) string {
	best, bestDistance := "", 1+max(1, len(word)/4)
	for _, k := range known {
		if d := distance(word, k, bestDistance); d < bestDistance {
			best, bestDistance = k, d
		}
	}
	if bestDistance >= len(word) {
		return ""
	}
	return best
}

// distance returns the number of characters to insert, delete, replace or swap
// with their neighbour to turn a into b, or limit when it is at least that.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return min(above[len(b)], limit)
}
