package sample

import (
	"fmt"
	"regexp"
	"regexp/syntax"
)

// regexSet matches regular expressions (reg), one after the other.
type regexSet []patternRegex

type patternRegex struct {
	re *regexp.Regexp
	p  *Pattern
}

func newRegexSet(list []*Pattern, o patternOpts) (matcher, error) {
	s := make(regexSet, len(list))
	for i, p := range list {
		re, err := p.regex(o.fold)
		if err != nil {
			return nil, err
		}
		s[i] = patternRegex{re, p}
	}
	return s, nil
}

// regex compiles the pattern, once unless case is to be folded. Views are built under the lock of the list, and searched when
// they are done.
func (p *Pattern) regex(fold bool) (*regexp.Regexp, error) {
	if p.re != nil && !fold {
		return p.re, nil
	}
	re, err := CompileRegex(p.Text, fold)
	if !fold {
		p.re = re
	}
	return re, err
}

func (s regexSet) find(cx *Ctx, v Value) *Pattern {
	for _, r := range s {
		if r.re.Match(v.b) && !r.p.gone.Load() {
			return r.p
		}
	}
	return nil
}

// CompileRegex compiles a regular expression of the configuration, folding ASCII and Unicode case on request. It
// runs in linear time, so lookaround and references back are refused with the reason.
func CompileRegex(expr string, fold bool) (*regexp.Regexp, error) {
	src := expr
	if fold {
		src = "(?i:" + expr + ")"
	}
	// An expression that closes the group itself must not pass, so it is compiled alone first.
	_, err := syntax.Parse(expr, syntax.Perl)
	if err == nil {
		var re *regexp.Regexp
		if re, err = regexp.Compile(src); err == nil {
			return re, nil
		}
	}
	e, ok := err.(*syntax.Error)
	if ok && (e.Code == syntax.ErrInvalidPerlOp || e.Code == syntax.ErrInvalidEscape && len(e.Expr) == 2 && e.Expr[1]-'1' < 9) {
		return nil, fmt.Errorf("regex '%s' is not supported: '%s' (lookaround and references back need unbounded time)", expr, e.Expr)
	}
	if ok {
		return nil, fmt.Errorf("regex '%s' is invalid (%s: '%s')", expr, e.Code, e.Expr)
	}
	return nil, fmt.Errorf("regex '%s' is invalid (%w)", expr, err)
}
