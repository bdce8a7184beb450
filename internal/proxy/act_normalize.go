package proxy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"metergate/internal/http1"
	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	var usages []string
	for _, n := range normalizers {
		usages = append(usages, strings.TrimSpace(n.name+" "+n.optionUsage()))
	}
	rule.Register(rule.Spec{
		Name: "normalize-uri", In: rule.HTTPRequest, Usage: "normalize-uri { " + strings.Join(usages, " | ") + " }",
		Help: "Writes the target of the request in the one form that stands for all its equal ones (RFC 3986 section 6.2.2). With strict, " +
			"a percent sign that begins no encoded byte makes the request a bad one.",
		Parse: parseNormalize,
	})
}

// A normalizer edits a part of the target.
type normalizer struct {
	name   string
	option string // that it may have
	read   func(*http1.Request) []byte
	write  func(*http1.Request, []byte) bool
	edit   func(dst, text []byte, option bool) ([]byte, bool)
}

func (n *normalizer) optionUsage() string {
	if n.option == "" {
		return ""
	}
	return "[ " + n.option + " ]"
}

var normalizers = []normalizer{
	{"fragment-encode", "", (*http1.Request).PathQuery, (*http1.Request).SetPathQuery, plain(encodeFragment)},
	{"fragment-strip", "", (*http1.Request).PathQuery, (*http1.Request).SetPathQuery, plain(stripFragment)},
	{"path-merge-slashes", "", (*http1.Request).Path, (*http1.Request).SetPath, plain(mergeSlashes)},
	{"path-strip-dot", "", (*http1.Request).Path, (*http1.Request).SetPath, plain(stripDot)},
	{"path-strip-dotdot", "full", (*http1.Request).Path, (*http1.Request).SetPath, func(dst, text []byte, full bool) ([]byte, bool) {
		return stripDotDot(dst, text, full), true
	}},
	{"percent-decode-unreserved", "strict", (*http1.Request).PathQuery, (*http1.Request).SetPathQuery, decodeUnreserved},
	{"percent-to-uppercase", "strict", (*http1.Request).PathQuery, (*http1.Request).SetPathQuery, upperPercent},
	{"query-sort-by-name", "", (*http1.Request).Query, (*http1.Request).SetQuery, plain(sortQuery)},
}

// plain makes the edit of a normalizer that knows no option and never fails.
func plain(edit func(dst, text []byte) []byte) func([]byte, []byte, bool) ([]byte, bool) {
	return func(dst, text []byte, _ bool) ([]byte, bool) { return edit(dst, text), true }
}

// A normalize applies a normalizer.
type normalize struct {
	*normalizer
	with bool // its option
}

func parseNormalize(p *rule.Parser) (rule.Action, error) {
	if !p.More() {
		return nil, errors.New("missing argument <normalizer>")
	}
	name := p.Next()
	i := slices.IndexFunc(normalizers, func(n normalizer) bool { return n.name == name })
	if i < 0 {
		return nil, fmt.Errorf("unknown normalizer '%s'", name)
	}
	n := &normalize{normalizer: &normalizers[i]}
	if p.More() {
		if word := p.Next(); n.option == "" || word != n.option {
			return nil, fmt.Errorf("unexpected argument '%s' of normalizer '%s'", word, name)
		}
		n.with = true
	}
	return n, nil
}

// Run edits the target.
func (n *normalize) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	text := n.read(&s.req)
	if len(text) == 0 {
		return rule.Continue
	}
	out, ok := n.edit(s.lane.data[:0], text, n.with)
	s.lane.data = out
	switch {
	case !ok:
		return rule.Invalid
	case string(out) == string(text):
		return rule.Continue
	}
	return s.edit(n.write, out)
}
