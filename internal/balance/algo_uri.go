package balance

import (
	"bytes"
	"fmt"
)

var _ = register(Algorithm{
	Name:   "uri",
	Usage:  "uri [path-only] [whole] [len <bytes>] [depth <directories>]",
	Help:   "The hash of the request target up to the question mark, or less or more of it as the arguments say.",
	Hashes: true,
	parse:  parseURI,
})

// uri says how much of a request target is hashed.
type uri struct {
	pathOnly bool // without scheme and authority
	whole    bool // with the query
	length   int  // bytes at most, 0 for all
	depth    int  // directories at most, 0 for all
}

func parseURI(a *args) (strategy, error) {
	if a.hasParen {
		return nil, fmt.Errorf("takes nothing in parentheses")
	}
	var u uri
	var err error
	for len(a.words) > 0 && err == nil {
		switch word := a.next(); word {
		case "path-only":
			u.pathOnly = true
		case "whole":
			u.whole = true
		case "len":
			u.length, err = a.number(word)
		case "depth":
			u.depth, err = a.number(word)
		default:
			err = fmt.Errorf("expects path-only, whole, len or depth, not '%s'", word)
		}
	}
	return of(u.key), err
}

func (u uri) key(p Parts) ([]byte, bool) {
	t := p.Target()
	if u.pathOnly {
		t = path(t)
	}
	if u.length > 0 && len(t) > u.length {
		t = t[:u.length]
	}
	slashes := 0
	for i, c := range t {
		switch {
		case c == '/':
			if slashes++; u.depth > 0 && slashes > u.depth {
				return t[:i], true
			}
		case c == '?' && !u.whole:
			return t[:i], true
		}
	}
	return t, true
}

// path returns a request target without scheme and authority; nothing is left of one without a path.
func path(t []byte) []byte {
	if len(t) > 0 && t[0] == '/' {
		return t
	}
	if i := bytes.Index(t, []byte("://")); i >= 0 {
		t = t[i+3:]
	}
	if i := bytes.IndexByte(t, '/'); i >= 0 {
		return t[i:]
	}
	return nil
}
