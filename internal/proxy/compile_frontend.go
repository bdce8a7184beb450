package proxy

import (
	"crypto/tls"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/metric"
	"metergate/internal/netio"
)

func (c *compiler) frontend(p *Proxy) *Frontend {
	b := p.Bag
	f := &Frontend{
		Proxy:     p,
		gateway:   c.g,
		Set:       metric.NewSet(metric.KindFrontend, c.shards),
		Timeouts:  clientTimeouts(b),
		Options:   frontendOptions(b),
		Delays:    delays(b),
		Gate:      netio.NewGate(int(dirMaxconn.Or(b, int64(c.FrontMaxconn)))),
		RateLimit: int(dirRateLimit.Or(b, 0)),
		Backlog:   int(dirBacklog.Or(b, 0)),
		Monitor:   Monitor{URI: dirMonitorURI.Or(b, "")},
		steps:     dirLogSteps.Or(b, 0),

		CookieCapture:  dirCaptureCookie.Or(b, nil),
		Recorded:       c.recordedHeaders(b),
		UniqueIDHeader: strings.ToLower(dirUniqueIDHeader.Or(b, "")),
	}
	if optBogusClient.Or(b, false) {
		f.Options.Casing = c.g.Global.Casing
	}
	for _, line := range dirBind.All(b) {
		secure := c.secureListener(f, line.Value.bag, line.Pos, line.Value.text)
		for _, addr := range line.Value.addrs {
			for port := addr.Port; port <= max(addr.Port, addr.LastPort); port++ {
				one := addr
				one.Port, one.LastPort = port, port
				c.listener(f, one, line, secure)
			}
		}
	}
	c.numberListeners(f)
	if p.Disabled {
		f.state.Store(uint32(FrontendStopped))
	}
	return f
}

func (c *compiler) listener(f *Frontend, addr conf.Addr, line conf.Entry[bindLine], secure *tls.Config) {
	b := line.Value.bag
	l := &Listener{
		Front: f,
		ID:    int(bindID.Or(b, 0)),
		Addr:  addr,
		Bag:   b,
		Pos:   line.Pos,
		Gate:  netio.NewGate(int(bindMaxconn.Or(b, 0))),
		TLS:   secure,
	}
	if f.Options.SocketStats {
		l.Set = metric.NewSet(metric.KindListener, c.shards)
	}
	f.Listeners = append(f.Listeners, l)
}

func frontendOptions(b *conf.Bag) FrontendOptions {
	return FrontendOptions{
		Keep:          keepAlive(b),
		IgnoreProbes:  optIgnoreProbes.Or(b, false),
		UnsafeRequest: optUnsafeRequest.Or(b, false),
		Splices:       splices(b),
		MaxHeld:       int(dirMaxHeld.In(b)),
		AbortOnClose:  optAbortOnClose.Or(b, true),
		TCPKeepAlive:  optClientTCPKA.Or(b, false) || optTCPKA.Or(b, false),
		NoLinger:      optNoLinger.Or(b, false),
		DontLogNull:   optDontLogNull.Or(b, false),
		LogASAP:       optLogASAP.Or(b, false),
		SocketStats:   optSocketStats.Or(b, false),
		ForwardFor:    optForwardFor.Or(b, nil),
		Names:         optNames.Or(b, NamesPreserve),
		BufferRequest: optBufferRequest.Or(b, false),
		OriginalTo:    optOriginalTo.Or(b, nil),
		Independent:   optIndependent.Or(b, false),
	}
}
