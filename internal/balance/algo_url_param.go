package balance

import (
	"bytes"
	"errors"
	"fmt"
)

var _ = register(Algorithm{
	Name:   "url_param",
	Usage:  "url_param <name>",
	Help:   "The hash of a parameter of the query; requests without it are served in turn.",
	Hashes: true,
	parse:  parseURLParam,
})

func parseURLParam(a *args) (strategy, error) {
	name := a.next()
	switch {
	case a.hasParen || name == "":
		return nil, errors.New("expects the name of a parameter")
	case len(a.words) > 0 && a.words[0] == "check_post":
		return nil, errors.New("does not support check_post: a parameter is looked for in the query only")
	case len(a.words) > 0:
		return nil, fmt.Errorf("does not know '%s'", a.words[0])
	}
	return of(func(p Parts) ([]byte, bool) { return parameter(p.Target(), name) }), nil
}

// parameter returns the value of a parameter of the query, as it stands there.
func parameter(target []byte, name string) ([]byte, bool) {
	_, query, _ := bytes.Cut(target, []byte{'?'})
	for len(query) > 0 {
		var field []byte
		field, query, _ = bytes.Cut(query, []byte{'&'})
		if n := len(name); len(field) > n && field[n] == '=' && string(field[:n]) == name {
			return field[n+1:], true
		}
	}
	return nil, false
}
