package forward

import (
	"fmt"
	"path"
	"strings"

	"metergate/internal/conf"
)

// A glob is a pattern of names, or of names that are left out.
type glob struct {
	pattern string
	not     bool
}

type globs []glob

func parseGlobs(a *conf.Args) (all globs, err error) {
	words, err := conf.Words(a)
	for _, w := range words {
		var g glob
		g.pattern, g.not = strings.CutPrefix(w, "!")
		if _, err := path.Match(g.pattern, ""); err != nil || g.pattern == "" {
			return nil, fmt.Errorf("'%s' : '%s' is no pattern.", a.Name(), w)
		}
		all = append(all, g)
	}
	return all, err
}

// match reports whether the name is wanted. Patterns that only leave out leave out of everything.
func (all globs) match(name string) bool {
	wanted := true
	for _, g := range all {
		if !g.not {
			wanted = false
		}
	}
	for _, g := range all {
		if ok, _ := path.Match(g.pattern, name); ok {
			if g.not {
				return false
			}
			wanted = true
		}
	}
	return wanted
}
