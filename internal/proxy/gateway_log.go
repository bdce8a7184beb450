package proxy

import (
	"metergate/internal/clock"
	"metergate/internal/syslog"
)

// Logger returns what logs lines about the gateway itself, with a syslog level: on the targets of section global. It never
// waits.
func (g *Gateway) Logger() func(severity int, line string) {
	b := g.Global.Bag
	var targets []*syslog.Target
	for _, t := range dirLog.All(b) {
		if !t.Value.global {
			targets = append(targets, t.Value.target)
		}
	}
	id := ownIdentity(dirLogTag.Or(b, defaultTag))
	id.Host = dirLogSendHostname.Or(b, "")
	l := g.Logs.Logger(targets, id)
	return func(severity int, line string) {
		l.Log(syslog.Level(severity), clock.Wall(clock.Mono()), []byte(line), noData)
	}
}
