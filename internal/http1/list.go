package http1

// NextItem splits the first element off a comma-separated field value (RFC
// 9110 section 5.6.1), without blanks around it; commas inside quoted strings
// do not split. Elements may be empty. ok is false when nothing is left:
//
//	for item, rest, ok := NextItem(list); ok; item, rest, ok = NextItem(rest) {}
//
// A list that is exhausted is nil; one that ended with a comma has a last empty element.
func NextItem(list []byte) (item, rest []byte, ok bool) {
	if list == nil {
		return nil, nil, false
	}
	quoted := false
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		case c == ',' && !quoted:
			from, to := trim(list, 0, i)
			return list[from:to], list[i+1:], true
		}
	}
	from, to := trim(list, 0, len(list))
	return list[from:to], nil, true
}

// hasItem reports whether the list has this element, without regard to case.
func hasItem(list []byte, want []byte) bool {
	for item, rest, ok := NextItem(list); ok; item, rest, ok = NextItem(rest) {
		if equalFold(item, want) {
			return true
		}
	}
	return false
}
