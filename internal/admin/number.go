package admin

import (
	"math"
	"strconv"
)

// integer reads a whole number; missing and what name it in the messages about no number and about more than one.
func integer(word, missing, what string) (int, error) {
	end := 0
	for end < len(word) && (word[end] >= '0' && word[end] <= '9' || end == 0 && (word[end] == '-' || word[end] == '+')) {
		end++
	}
	n, err := strconv.Atoi(word[:end])
	switch {
	case err != nil && end > 1:
		return math.MaxInt32, nil // out of any range
	case err != nil:
		return 0, messagef("%s empty or preceded by garbage", missing)
	case end < len(word):
		return 0, messagef("Trailing garbage in %s", what)
	}
	return max(min(n, math.MaxInt32), math.MinInt32), nil
}

// limit reads a limit of 0 or more.
func limit(word, missing string) (int, error) {
	n, err := strconv.Atoi(word)
	switch {
	case err != nil:
		return 0, message(missing)
	case n < 0 || n > math.MaxInt32:
		return 0, message("Value out of range.")
	}
	return n, nil
}

// port reads a port number.
func port(word string) (uint16, error) {
	n, err := strconv.Atoi(word)
	switch {
	case err != nil:
		return 0, message("provided port is not an integer")
	case n < 0 || n > math.MaxUint16:
		return 0, message("provided port is invalid")
	}
	return uint16(n), nil
}

// first returns the first of the words, empty without.
func first(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[0]
}
