package proxy

import (
	"metergate/internal/http1"
	"metergate/internal/netio"
	"metergate/internal/regex"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(
		rule.Spec{
			Name: "replace-header", In: rule.HTTP, Usage: "replace-header <name> <regex> <fmt>",
			Help:  "Replaces the fields of a name that match; \\1 stands for the first group of the expression.",
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseReplaceHeader(p, true) },
		},
		rule.Spec{
			Name: "replace-value", In: rule.HTTP, Usage: "replace-value <name> <regex> <fmt>",
			Help:  "As replace-header, for each of the values that commas separate.",
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseReplaceHeader(p, false) },
		},
	)
}

// A replaceHeader rewrites the fields of a name.
type replaceHeader struct {
	name  string
	regex *regex.Regex
	with  *sample.Format
	whole bool
	of    headOf
}

func parseReplaceHeader(p *rule.Parser, whole bool) (rule.Action, error) {
	name, err := headerName(p)
	if err != nil {
		return nil, err
	}
	a := &replaceHeader{name: name, whole: whole, of: rulesHead(p.Set)}
	a.regex, a.with, err = parseReplacement(p)
	return a, err
}

// parseReplacement takes a regular expression and the format of what takes the place of a match.
func parseReplacement(p *rule.Parser) (*regex.Regex, *sample.Format, error) {
	text, err := p.Word("<match-regex>")
	if err != nil {
		return nil, nil, err
	}
	re, err := regex.Compile(text, false)
	if err != nil {
		return nil, nil, err
	}
	p.Env.WarnLimited(re, text)
	with, err := p.Format("<replace-fmt>")
	return re, with, err
}

// Run rewrites the fields.
func (a *replaceHeader) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	h := a.of(cx)
	for i := h.Find(a.name, 0); i >= 0; i = h.Find(a.name, i+1) {
		out, changed := a.rewrite(s, h.Value(i))
		switch {
		case !changed:
		case !s.fits(h, len(out)-len(h.Value(i))):
			return s.unwritten()
		default:
			h.SetValueAt(i, out)
		}
	}
	return rule.Continue
}

// rewrite returns a field's value with what matches replaced. The blanks before a value that is replaced go with it.
func (a *replaceHeader) rewrite(s *Stream, value []byte) (out []byte, changed bool) {
	if a.whole {
		return s.replace(a.regex, a.with, value, s)
	}
	l, done := s.lane, 0
	l.wire = l.wire[:0]
	for item, rest, ok := http1.NextItem(value); ok; item, rest, ok = http1.NextItem(rest) {
		text, hit := s.replace(a.regex, a.with, item, nil)
		if !hit {
			continue
		}
		at := cap(value) - cap(item) // the item is a part of the value
		l.wire = append(trimBlanks(append(l.wire, value[done:at]...)), text...)
		done, changed = at+len(item), true
	}
	return append(l.wire, value[done:]...), changed
}

// replace returns a format in place of a text that an expression matches; \1 in it stands for the first group. The
// result is valid until the next one; without a match it is the text itself. w may have the search done elsewhere.
func (s *Stream) replace(re *regex.Regex, with *sample.Format, text []byte, w regex.Worker) ([]byte, bool) {
	m := re.Find(text, w)
	if m == nil {
		return text, false
	}
	l := s.lane
	l.line = with.Append(l.line[:0], &s.cx)
	pattern := string(l.line)
	l.data = sample.AppendReplacement(l.data[:0], pattern, text, m)
	return l.data, true
}
