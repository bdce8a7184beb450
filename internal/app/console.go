package app

import (
	"sync/atomic"
	"time"

	"metergate/internal/conf"
	"metergate/internal/proxy"
	"metergate/internal/syslog"
)

// A console prints what a gateway has to say while it runs, in the form of the messages of a start. It prints through
// a log writer, so that a terminal that does not move holds nobody up.
type console struct {
	logger *syslog.Logger
	banner conf.Banner
	// introduced is true once the two lines about the program stand before the messages.
	introduced atomic.Bool
}

// openConsole has a gateway announce its changes on the standard error, unless it is to be quiet.
func (p *program) openConsole(g *proxy.Gateway) {
	if p.o.Quiet || p.o.Daemon {
		return
	}
	c := &console{
		banner: p.banner(),
		logger: g.Logs.Logger([]*syslog.Target{{
			Addr: conf.Addr{Family: conf.FD, FD: 2}, Form: syslog.Raw, Max: syslog.Debug, Len: maxConsoleLine,
		}}, syslog.Identity{}),
	}
	p.console = c
	g.Announce = c.announce
	g.Logs.Complain = func(err error) { c.print(conf.Alert, err.Error()) }
}

// maxConsoleLine bounds one message.
const maxConsoleLine = 16 << 10

// announce prints a change; a grave one is an alert.
func (c *console) announce(severity int, line string) {
	level := conf.Warning
	if syslog.Level(severity) == syslog.Emergency {
		level = conf.Alert
	}
	c.print(level, line)
}

func (c *console) print(level conf.Level, line string) {
	var text []byte
	if !c.introduced.Swap(true) {
		text = c.banner.Append(text)
	}
	text = conf.Message{Level: level, Text: line}.AppendLine(text, c.banner.PID)
	c.logger.Log(syslog.Notice, time.Now().UnixNano(), text, nil)
}
