package proxy

// announce tells the operator that something has changed: on the console, and in the logs of the proxy it concerns.
func (g *Gateway) announce(p *Proxy, severity int, line string) {
	if g.Announce != nil {
		g.Announce(severity, line)
	}
	p.logLine(severity, line)
}
