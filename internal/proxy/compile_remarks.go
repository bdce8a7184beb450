package proxy

import (
	"fmt"

	"metergate/internal/check"
	"metergate/internal/conf"
)

// remarks says what is allowed and yet likely wrong.
func (c *compiler) remarks(p *Proxy) {
	missing := p.Front != nil && timeoutClient.Or(p.Bag, 0) == 0 ||
		p.Back != nil && len(p.Back.Servers()) > 0 && (timeoutConnect.Or(p.Bag, 0) == 0 || timeoutServer.Or(p.Bag, 0) == 0)
	if missing {
		c.warn(conf.Pos{}, conf.Config, "missing timeouts for %s.\n%s", p.title(),
			"   | Without them a peer that went away without a word keeps its connection for ever.\n"+
				"   | Set 'timeout client', 'timeout connect' and 'timeout server', in the section or in its defaults;\n"+
				"   | each must be larger than 0.")
	}
	if p.Back != nil {
		for _, remark := range check.Remarks(p.Bag, p.title()) {
			c.warn(conf.Pos{}, conf.Config, "%s", remark)
		}
	}
}

// title returns the kind and name of the section, as messages print them.
func (p *Proxy) title() string { return fmt.Sprintf("%s '%s'", p.kind(), p.Name) }

func (p *Proxy) kind() string {
	switch {
	case p.Front != nil && p.Back != nil:
		return "proxy"
	case p.Back != nil:
		return "backend"
	}
	return "frontend"
}
