package proxy

import (
	"metergate/internal/http1"
	"metergate/internal/netio"
	"metergate/internal/regex"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

// targetEdits are the parts of a request's first line that rules can set and replace.
var targetEdits = []struct {
	part, help string
	read       func(*http1.Request) []byte // nil: it can only be set
	write      func(*http1.Request, []byte) bool
}{
	{"method", "the method of the request", nil, setMethod},
	{"uri", "the whole target of the request", (*http1.Request).Target, (*http1.Request).SetTarget},
	{"path", "the path of the request", (*http1.Request).Path, (*http1.Request).SetPath},
	{"pathq", "path and query of the request", (*http1.Request).PathQuery, (*http1.Request).SetPathQuery},
	{"query", "the query of the request, without its question mark", nil, (*http1.Request).SetQuery},
}

func init() {
	for _, e := range targetEdits {
		rule.Register(rule.Spec{
			Name: "set-" + e.part, In: rule.HTTPRequest, Usage: "set-" + e.part + " <fmt>",
			Help: "Sets " + e.help + ".",
			Parse: func(p *rule.Parser) (rule.Action, error) {
				f, err := p.Format("<fmt>")
				return setTargetPart{f, e.write}, err
			},
		})
		if e.read == nil {
			continue
		}
		rule.Register(rule.Spec{
			Name: "replace-" + e.part, In: rule.HTTPRequest, Usage: "replace-" + e.part + " <match-regex> <replace-fmt>",
			Help: "Replaces " + e.help + " when it matches; \\1 stands for the first group of the expression.",
			Parse: func(p *rule.Parser) (rule.Action, error) {
				re, with, err := parseReplacement(p)
				return &replaceTargetPart{re, with, e.read, e.write}, err
			},
		})
	}
}

// setMethod sets the method; what is no token is refused.
func setMethod(r *http1.Request, text []byte) bool {
	if !http1.IsToken(text) {
		return false
	}
	r.SetMethod(text)
	return true
}

// A setTargetPart sets a part of the request's first line.
type setTargetPart struct {
	with  *sample.Format
	write func(*http1.Request, []byte) bool
}

// Run sets it. A text that would make no request is refused, and the request with it.
func (a setTargetPart) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	return s.edit(a.write, s.format(a.with))
}

// A replaceTargetPart replaces a part of the request's first line that matches.
type replaceTargetPart struct {
	regex *regex.Regex
	with  *sample.Format
	read  func(*http1.Request) []byte
	write func(*http1.Request, []byte) bool
}

// Run replaces it.
func (a *replaceTargetPart) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	text := a.read(&s.req)
	if len(text) == 0 {
		return rule.Continue
	}
	out, changed := s.replace(a.regex, a.with, text, s)
	if !changed {
		return rule.Continue
	}
	return s.edit(a.write, out)
}

// edit writes a part of the request's first line, unless it would make no request or is too long for one.
func (s *Stream) edit(write func(*http1.Request, []byte) bool, text []byte) rule.Verdict {
	if len(text) > s.lane.gateway.Global.Limits.Buffer || !write(&s.req, text) {
		return s.unwritten()
	}
	return rule.Continue
}
