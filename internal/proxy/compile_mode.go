package proxy

import "metergate/internal/conf"

// modes says which lines do not fit the mode of a proxy, and which backends that of a frontend.
func (c *compiler) modes(p *Proxy) {
	if p.Mode == ModeTCP {
		for _, key := range []*conf.ListKey[words]{dirHTTPRequest, dirHTTPResponse, dirHTTPAfter} {
			if own := key.Own(p.Bag); len(own) > 0 {
				c.warn(own[0].Pos, conf.Loose, "'%s' rules ignored for %s as they require HTTP mode.", key.Name(), p.title())
			}
		}
	}
	if p.Front == nil {
		return
	}
	c.fits(p.Front, p.Front.Default, "default_backend")
	for i := range p.Front.Switches {
		c.fits(p.Front, p.Front.Switches[i].Back, "use_backend")
	}
}

func (c *compiler) fits(f *Frontend, b *Backend, line string) {
	switch {
	case b == nil || b.Mode == f.Mode:
	case f.Mode == ModeHTTP:
		c.alert(conf.Pos{}, conf.Bare, "%s '%s' (%s) tries to use incompatible %s '%s' (%s) as its %s (see 'mode').",
			"http frontend", f.Name, f.Pos, "tcp backend", b.Name, b.Pos, line)
	default:
		c.alert(conf.Pos{}, conf.Bare, "tcp frontend '%s' (%s) cannot use http backend '%s' (%s) as its %s: connections are not turned into HTTP on the way.",
			f.Name, f.Pos, b.Name, b.Pos, line)
	}
}
