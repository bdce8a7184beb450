package proxy

import (
	"fmt"

	"metergate/internal/conf"
	"metergate/internal/syslog"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "log-forward", In: conf.LogForward, Name: conf.MustName,
		Help: "Receives log lines from others, over UDP and TCP, and sends them on to the targets of its `log` lines.",
	})
}

// What a section log-forward holds, beside `log` and the limits that it shares with frontends.
var (
	dirForwardBind = conf.List(conf.Spec{
		Name: "bind", In: conf.LogForward, Usage: "bind <address>[,<address>]...",
		Help: "Where streams of lines are received: each line ends with a line feed, or has its length before it.",
	}, parseForwardBind)
	dirDgramBind = conf.List(conf.Spec{
		Name: "dgram-bind", In: conf.LogForward, Usage: "dgram-bind <address>[,<address>]...",
		Help: "Where lines are received as datagrams.",
	}, parseForwardBind)
	optDontParse = conf.Flag(conf.Spec{
		Name: "option dont-parse-log", In: conf.LogForward, Usage: "option dont-parse-log", No: true,
		Help: "Sends lines on as they are; targets should have the format raw.",
	})
	optAssumeLines = conf.Flag(conf.Spec{
		Name: "option assume-rfc6587-ntf", In: conf.LogForward, Usage: "option assume-rfc6587-ntf", No: true,
		Help: "Takes streams for lines that end with a line feed, whatever they begin with.",
	})
)

// usualForwardConns is how many streams a section receives at once.
const usualForwardConns = 10

func parseForwardBind(a *conf.Args) (all []conf.Addr, err error) {
	text, err := a.Text("an address and a port")
	if err != nil {
		return nil, err
	}
	if all, err = conf.ParseListen(text); err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Family != conf.Inet {
			return nil, fmt.Errorf("'%s' : expects an IP address, not '%s'.", a.Name(), all[i].Text)
		}
		all[i].Datagram = a.Name() == "dgram-bind"
	}
	if !a.Done() {
		return nil, fmt.Errorf("'%s' : the option '%s' is not supported in a section log-forward.", a.Name(), a.Peek())
	}
	return all, nil
}

// A logForward is a section log-forward.
type logForward struct {
	name     string
	targets  []*syslog.Target
	addrs    []conf.Entry[[]conf.Addr]
	receiver syslog.Receiver
	verbatim bool
}

// logForwards compiles the sections log-forward.
func (c *compiler) logForwards() {
	for s := range c.file.Each("log-forward") {
		b := s.Bag
		f := &logForward{name: s.Name, verbatim: optDontParse.Or(b, false), targets: c.targets(b)}
		f.addrs = append(dirForwardBind.All(b), dirDgramBind.All(b)...)
		f.receiver.Idle = timeoutClient.Or(b, 0)
		f.receiver.Max = int(dirMaxconn.Or(b, usualForwardConns))
		f.receiver.Lines = optAssumeLines.Or(b, false)
		c.ringsKnown(s.Pos, f.targets)
		c.g.logForwards = append(c.g.logForwards, f)
	}
}

// openForwards has rings and received lines go where they belong.
func (g *Gateway) openForwards() {
	g.Logs.Forward()
	for _, f := range g.logForwards {
		f.receiver.Relay = g.Logs.Relay(f.targets)
		f.receiver.Relay.Verbatim = f.verbatim
	}
}

// bind begins to receive.
func (f *logForward) bind() error {
	for _, line := range f.addrs {
		for _, a := range line.Value {
			if err := f.receiver.Listen(a); err != nil {
				return fmt.Errorf("Binding [%s] for log-forward %s: cannot receive at [%s]: %w", line.Pos, f.name, a.Text, err)
			}
		}
	}
	return nil
}

// receivedLogs is how many lines came from others.
func (g *Gateway) receivedLogs() (n uint64) {
	for _, f := range g.logForwards {
		if f.receiver.Relay == nil {
			continue // not started
		}
		n += f.receiver.Relay.Passed.Load()
	}
	return n
}
