package web

import (
	"strconv"

	"metergate/internal/metric"
)

// With `stats show-modules` each row ends with one cell for each protocol module: its name, and its counters in a
// tooltip. Their own columns are in the view of the modules.

// modules are the groups of the module view, nil when the page does not show them.
func (p *page) modules() []group {
	if !p.rq.Page.Module {
		return nil
	}
	return lookupView(moduleView).groups
}

func (p *page) writeModuleGroup() {
	if n := len(p.modules()); n > 0 {
		p.raw(`<th scope="colgroup" class="g" colspan="`, strconv.Itoa(n), `"><span>Extra modules</span></th>`)
	}
}

func (p *page) writeModuleNames() {
	for i, g := range p.modules() {
		p.raw(`<th scope="col"`)
		p.headingClass(i == 0, true)
		p.raw(">", g.label, "</th>")
	}
}

func (p *page) writeModules(o metric.Object) {
	for _, g := range p.modules() {
		names, has := make([]string, len(g.columns)), false
		for i, c := range g.columns {
			names[i] = c.Name
			has = has || !c.Value(o, p.v).Empty()
		}
		p.raw(`<td class="t"`)
		p.tooltip(o, names...)
		p.raw(">")
		if has {
			p.raw(g.label)
		}
	}
}
