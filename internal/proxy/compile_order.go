package proxy

import (
	"cmp"

	"metergate/internal/conf"
	"metergate/internal/rule"
)

// A family is lines of one keyword, which are asked together.
type family struct {
	name  string
	lines *conf.ListKey[words]
}

// requestOrder and responseOrder are the order in which lines are asked, whatever their order in the file; choices are
// asked behind those of requestOrder.
var (
	requestOrder = []family{
		{"tcp-request connection", dirTCPConnection}, {"tcp-request session", dirTCPSession},
		{"tcp-request content", dirTCPContent}, {"monitor fail", dirMonitorFail}, {"http-request", dirHTTPRequest},
	}
	choices       = []family{{"use_backend", dirUseBackend}, {"use-server", dirUseServer}}
	responseOrder = []family{{"tcp-response content", dirTCPResponse}, {"http-response", dirHTTPResponse}}
)

// disorder warns of lines that are asked before others that stand above them.
func (c *compiler) disorder(b *conf.Bag, order, behind []family) {
	for i, f := range order {
		for _, line := range f.lines.Own(b) {
			if later := cmp.Or(above(line.Pos, b, order[i+1:]), above(line.Pos, b, behind)); later != "" {
				c.warn(line.Pos, conf.Loose, "a '%s' rule placed after %s '%s' rule will still be processed before.",
					f.name, article(later), later)
			}
		}
	}
}

// above returns the first of families that has a line above one, or "".
func above(at conf.Pos, b *conf.Bag, families []family) string {
	for _, f := range families {
		if own := f.lines.Own(b); len(own) > 0 && own[0].File == at.File && own[0].Line < at.Line {
			return f.name
		}
	}
	return ""
}

func article(name string) string {
	if name[0] == 'h' { // the h of http is not pronounced
		return "an"
	}
	return "a"
}

// unreached warns of a rule right behind one that never lets the next be asked.
func (u *ruleCompiler) unreached(line conf.Pos, set rule.Set, before *rule.Rule) {
	if before != nil && before.Endless() {
		u.warn(line, conf.Tight, "previous '%v' action is final and has no condition attached, further entries are NOOP.", set)
	}
}
