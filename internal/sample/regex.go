package sample

import (
	"fmt"

	"metergate/internal/regex"
)

// worker is who searches for expressions that may take long, nil where the owner cannot wait.
func (cx *Ctx) worker() regex.Worker {
	if !cx.CanWait {
		return nil
	}
	w, _ := cx.Owner.(regex.Worker)
	return w
}

// WarnLimited tells of an expression whose matches have a limit.
func (env *Env) WarnLimited(re *regex.Regex, expr string) {
	if env != nil && re.Limited() {
		env.warn(LimitedRemark(expr))
	}
}

// warnLimited tells of the first such expression of a list.
func (o patternOpts) warnLimited(m matcher) {
	s, _ := m.(regexSet)
	for _, r := range s {
		if r.re.Limited() {
			o.env.WarnLimited(r.re, r.p.Text)
			return
		}
	}
}

// LimitedRemark is what is said of an expression whose matches have a limit.
func LimitedRemark(expr string) string {
	return fmt.Sprintf("regex '%s' has lookaround or references back: it is matched slowly, off the loops, and a search that takes too long counts as no match.", expr)
}
