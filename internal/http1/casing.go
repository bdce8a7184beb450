package http1

import "bytes"

// Casing spells field names for peers that insist on capital letters
// (h1-case-adjust). It maps names in lower case to the spelling to send.
type Casing map[string]string

// Set adds a spelling. It reports false when the two differ in more than case.
func (c Casing) Set(name, spelling string) bool {
	if !equalFold(name, spelling) || !IsToken([]byte(name)) {
		return false
	}
	lower := []byte(name)
	for i := range lower {
		lower[i] = lowerByte(lower[i])
	}
	c[string(lower)] = spelling
	return true
}

// Apply respells the names of an emitted head, or of trailer lines when there
// is no start line, in place.
func (c Casing) Apply(head []byte, startLine bool) {
	if len(c) == 0 {
		return
	}
	for len(head) > 0 {
		end := bytes.IndexByte(head, '\n') + 1
		if end == 0 {
			return
		}
		if !startLine {
			if colon := bytes.IndexByte(head[:end], ':'); colon > 0 {
				copy(head, c[string(head[:colon])])
			}
		}
		head, startLine = head[end:], false
	}
}
