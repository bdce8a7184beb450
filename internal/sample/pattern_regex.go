package sample

import "metergate/internal/regex"

// regexSet matches regular expressions (reg), one after the other.
type regexSet []patternRegex

type patternRegex struct {
	re *regex.Regex
	p  *Pattern
}

func newRegexSet(list []*Pattern, o patternOpts) (matcher, error) {
	s := make(regexSet, len(list))
	for i, p := range list {
		re, err := p.compiled(o.fold)
		if err != nil {
			return nil, err
		}
		s[i] = patternRegex{re, p}
	}
	return s, nil
}

// compiled returns the compiled pattern, once unless case is to be folded. Views are built under the lock of the list, and searched when
// they are done.
func (p *Pattern) compiled(fold bool) (*regex.Regex, error) {
	if p.re != nil && !fold {
		return p.re, nil
	}
	re, err := regex.Compile(p.Text, fold)
	if !fold {
		p.re = re
	}
	return re, err
}

func (s regexSet) find(cx *Ctx, v Value) *Pattern {
	for _, r := range s {
		if r.re.Match(v.b, cx.worker()) && !r.p.gone.Load() {
			return r.p
		}
	}
	return nil
}
