package proxy

import (
	"fmt"
	"strings"

	"metergate/internal/netio"
	"metergate/internal/regex"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(rule.Spec{
		Name: "del-header", In: rule.HTTP, Usage: "del-header <name> [ -m { str | beg | end | sub | reg } ]",
		Help:  "Removes all fields of a name, or those whose name matches.",
		Parse: parseDelHeader,
	})
}

// A delHeader removes the fields whose name matches.
type delHeader struct {
	name    []byte
	matches func(name []byte) bool // nil compares with name
	of      headOf
}

func parseDelHeader(p *rule.Parser) (rule.Action, error) {
	name, err := p.Word("<name>")
	if err != nil {
		return nil, err
	}
	a := &delHeader{name: []byte(strings.ToLower(name)), of: rulesHead(p.Set)}
	if p.Accept("-m") {
		a.matches, err = nameMatcher(p, p.Next(), name)
	}
	return a, err
}

// nameMatcher returns what compares names in the way that a method says. Names are in lower case.
func nameMatcher(p *rule.Parser, method, pattern string) (func([]byte) bool, error) {
	low := strings.ToLower(pattern)
	switch method {
	case "str":
		return nil, nil
	case "beg":
		return func(n []byte) bool { return strings.HasPrefix(string(n), low) }, nil
	case "end":
		return func(n []byte) bool { return strings.HasSuffix(string(n), low) }, nil
	case "sub":
		return func(n []byte) bool { return strings.Contains(string(n), low) }, nil
	case "reg":
		re, err := regex.Compile(pattern, true)
		if err != nil {
			return nil, err
		}
		p.Env.WarnLimited(re, pattern)
		return func(n []byte) bool { return re.Match(n, nil) }, nil
	}
	return nil, fmt.Errorf("unknown or unsupported matching method '%s'", method)
}

// Run removes the fields.
func (a *delHeader) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	h := a.of(cx)
	if a.matches == nil {
		h.Del(a.name)
		return rule.Continue
	}
	for i := h.Len() - 1; i >= 0; i-- {
		if a.matches(h.Name(i)) {
			h.DelAt(i)
		}
	}
	return rule.Continue
}
