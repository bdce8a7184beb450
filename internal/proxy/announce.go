package proxy

// announce tells the operator that something has changed: on the console, and in the logs of the proxy it concerns.
func (g *Gateway) announce(p *Proxy, severity int, line string) {
	g.tell(p, Change{Severity: severity, Text: line})
}

func (g *Gateway) tell(p *Proxy, c Change) {
	if g.Announce != nil {
		g.Announce(c.Severity, c.Text)
	}
	if g.Observe != nil {
		c.Proxy = p.Name
		g.Observe(c)
	}
	p.logLine(c.Severity, c.Text)
}
