package proxy

import (
	"fmt"
	"strings"

	"metergate/internal/http1"
	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(
		rule.Spec{
			Name: "add-header", In: rule.HTTP, Usage: "add-header <name> <fmt>",
			Help: "Adds a field behind those that are there.",
			Parse: func(p *rule.Parser) (rule.Action, error) {
				return parseHeader(p, (*http1.Head).Add)
			},
		},
		rule.Spec{
			Name: "set-header", In: rule.HTTP, Usage: "set-header <name> <fmt>",
			Help: "Adds a field in place of all of its name.",
			Parse: func(p *rule.Parser) (rule.Action, error) {
				return parseHeader(p, (*http1.Head).Set)
			},
		},
	)
}

// A headerAction writes a field.
type headerAction struct {
	name  []byte
	value *sample.Format
	of    headOf
	write func(h *http1.Head, name, value []byte)
}

func parseHeader(p *rule.Parser, write func(*http1.Head, []byte, []byte)) (rule.Action, error) {
	name, err := headerName(p)
	if err != nil {
		return nil, err
	}
	value, err := p.Format("<fmt>")
	return &headerAction{[]byte(name), value, rulesHead(p.Set), write}, err
}

// headerName takes the name of a field, in lower case.
func headerName(p *rule.Parser) (string, error) {
	name, err := p.Word("<name>")
	if err == nil && !http1.IsToken([]byte(name)) {
		err = fmt.Errorf("'%s' is not a valid header name", name)
	}
	return strings.ToLower(name), err
}

// rulesHead is the head that the rules of a ruleset edit.
func rulesHead(set rule.Set) headOf {
	if set == rule.HTTPRequest {
		return func(cx *sample.Ctx) *http1.Head { return &streamOf(cx).req.Head }
	}
	return func(cx *sample.Ctx) *http1.Head { return &streamOf(cx).res.Head }
}

// Run writes the field.
func (a *headerAction) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s, h := streamOf(cx), a.of(cx)
	value := s.format(a.value)
	if !s.fits(h, len(a.name)+len(value)) {
		return s.unwritten()
	}
	a.write(h, a.name, value)
	return rule.Continue
}

// format writes a text for a rule, which may wait for what takes long to find. It is valid until the next one. The lane is
// without its buffer meanwhile: another stream may write a text while this one waits.
func (s *Stream) format(f *sample.Format) []byte {
	l := s.lane
	line := l.line
	l.line, s.cx.CanWait = nil, true
	line = f.Append(line[:0], &s.cx)
	l.line, s.cx.CanWait = line, false
	return line
}
