package sample

import (
	"fmt"
	"regexp"
	"regexp/syntax"
)

// regexSet matches regular expressions (reg), one after the other.
type regexSet []*regexp.Regexp

func newRegexSet(words []string, o patternOpts) (matcher, error) {
	s := make(regexSet, len(words))
	for i, w := range words {
		var err error
		if s[i], err = CompileRegex(w, o.fold); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s regexSet) match(cx *Ctx, v Value) bool {
	for _, re := range s {
		if re.Match(v.b) {
			return true
		}
	}
	return false
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
