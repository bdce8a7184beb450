package proxy

import (
	"cmp"
	"fmt"
	"slices"

	"metergate/internal/conf"
	"metergate/internal/rule"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "http-errors", In: conf.HTTPErrors, Name: conf.MustName,
		Help: "Error pages that proxies and rules take over with errorfiles.",
	})
}

// A pageLine is a line that changes the error pages of a section.
type pageLine interface {
	give(u *ruleCompiler, at conf.Pos, pages map[int]*rule.Reply)
}

// errorSections reads the sections http-errors.
func (c *compiler) errorSections() {
	c.g.errorSections = map[string]map[int]*rule.Reply{}
	for s := range c.file.Each("http-errors") {
		if before := c.g.errorSections[s.Name]; before != nil {
			c.alert(s.Pos, conf.Header, "http-errors section '%s' already exists (declared at %s).", s.Name, c.file.Find(s.Kind, s.Name).Pos)
			continue
		}
		pages := map[int]*rule.Reply{}
		for _, line := range dirErrorFile.All(s.Bag) {
			line.Value.give(nil, line.Pos, pages)
		}
		c.g.errorSections[s.Name] = pages
	}
}

// pages returns the error pages that hold for the proxy: of several for a status the one given last, and its own before
// those of its defaults.
func (u *ruleCompiler) pages() map[int]*rule.Reply {
	pages := map[int]*rule.Reply{}
	u.takePages(u.proxy.Bag, pages)
	return pages
}

func (u *ruleCompiler) takePages(b *conf.Bag, pages map[int]*rule.Reply) {
	if b == nil {
		return
	}
	u.takePages(b.Parent(), pages)
	var lines []conf.Entry[pageLine]
	for _, key := range []*conf.ListKey[ErrorPage]{dirErrorFile, dirErrorLoc, dirErrorLoc302, dirErrorLoc303} {
		lines = appendPages(lines, key, b)
	}
	lines = appendPages(appendPages(lines, dirErrorFiles, b), dirHTTPError, b)
	slices.SortStableFunc(lines, func(x, y conf.Entry[pageLine]) int { return cmp.Compare(x.Line, y.Line) })
	for _, line := range lines {
		line.Value.give(u, line.Pos, pages)
	}
}

func appendPages[T pageLine](lines []conf.Entry[pageLine], key *conf.ListKey[T], b *conf.Bag) []conf.Entry[pageLine] {
	for _, e := range key.Own(b) {
		lines = append(lines, conf.Entry[pageLine]{Pos: e.Pos, Value: e.Value})
	}
	return lines
}

// importedPage finds the page that a section http-errors has for a status, nil when it has none.
func (u *ruleCompiler) importedPage(section string, status int, at conf.Pos) ([]byte, error) {
	pages, ok := u.g.errorSections[section]
	if !ok {
		return nil, fmt.Errorf("unknown http-errors section '%s' referenced by an http reply", section)
	}
	page := pages[status]
	if page == nil {
		u.warn(conf.Pos{}, conf.Bare, "Proxy '%s': status '%d' referenced by an http reply not declared in http-errors section '%s' (at %s).", u.proxy.Name, status, section, at)
		return nil, nil
	}
	return page.Errorfile, nil
}
