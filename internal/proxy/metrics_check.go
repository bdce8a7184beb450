package proxy

import (
	"metergate/internal/check"
	"metergate/internal/metric"
)

// watched holds for servers whose own health check is on; for all backends.
var watched = metric.If(func(s *Server) bool {
	c := &s.View().Check
	return s.tracked == nil && c.Configured && c.Enabled
})

var chkFail = metric.NewCounter(metric.Column{
	Name: "chkfail", CSV: 21, Type: metric.U64, Unit: metric.Count, On: metric.On(counted, metric.Server), When: watched,
	Prom: metric.Exported("check_failures_total"),
	Help: "Health checks that failed while the server was held for up.",
})

var chkDown = metric.NewCounter(metric.Column{
	Name: "chkdown", CSV: 22, Type: metric.U64, Unit: metric.Count, On: metric.On(counted, perWork), When: watched,
	Prom: metric.Exported("check_up_down_total"),
	Help: "Times that the server, or the backend as a whole, went down.",
})

var hanaFail = metric.NewCounter(metric.Column{
	Name: "hanafail", CSV: 45, Type: metric.U64, Unit: metric.Errors, On: metric.On(counted, metric.Server),
	When: metric.If(func(s *Server) bool { return srvObserve.Or(s.Bag, check.ObserveNothing) != check.ObserveNothing }),
	Help: "Errors that observing the traffic has shown.",
})

// probe returns the server's own health check, or that of its agent; nil when it has nothing to show.
func (s *Server) probe(agent bool) *check.ProbeView {
	v := s.View()
	p := &v.Check
	if agent {
		p = &v.Agent
	}
	if s.tracked != nil || !p.Active() {
		return nil
	}
	return p
}

// A probeColumns is where the columns of a check stand: those of the health check and those of the agent are alike.
type probeColumns struct {
	agent          bool
	prefix, whose  string
	result, last   int // positions of status, code, duration; and of the text
	desc, settings int // position of the fixed text; and of rise, fall, health
	textName       string
}

func init() {
	declareProbe(probeColumns{prefix: "check", whose: "health check", result: 36, last: 56, textName: "last_chk", desc: 65, settings: 67})
	declareProbe(probeColumns{agent: true, prefix: "agent", whose: "agent", result: 62, last: 57, textName: "last_agt", desc: 66, settings: 70})
}

func declareProbe(c probeColumns) {
	c.text(c.result, c.prefix+"_status", "Result of the last "+c.whose+", after '* ' while the next one runs.",
		[]metric.Series{{Name: c.prefix + "_status", States: probeStates(c.agent)}},
		func(p *check.ProbeView) metric.Value {
			if p.InProgress {
				return metric.Text("* " + p.Status.String())
			}
			return metric.Text(p.Status.String())
		})
	c.number(c.result+1, c.prefix+"_code", "MOPV", metric.Count, "Code that the protocol of the last "+c.whose+" gave.",
		[]metric.Series{{Name: c.prefix + "_code", Zero: true}},
		func(p *check.ProbeView) metric.Value {
			if !p.Status.HasCode() {
				return metric.NotSet()
			}
			return metric.Uint32(p.Code)
		})
	c.duration()
	c.text(c.last, c.textName, "What the last "+c.whose+" said.", nil,
		func(p *check.ProbeView) metric.Value { return metric.Text(p.Info) })
	c.text(c.desc, c.prefix+"_desc", "Result of the last "+c.whose+" in words.", nil,
		func(p *check.ProbeView) metric.Value { return metric.Text(p.Status.Description()) })
	c.number(c.settings, c.prefix+"_rise", "CGSV", metric.Count, "Successes that the "+c.whose+" needs to hold the server for up.", nil,
		func(p *check.ProbeView) metric.Value { return metric.Uint32(p.Rise) })
	c.number(c.settings+1, c.prefix+"_fall", "CGSV", metric.Count, "Failures that the "+c.whose+" needs to hold the server for down.", nil,
		func(p *check.ProbeView) metric.Value { return metric.Uint32(p.Fall) })
	c.number(c.settings+2, c.prefix+"_health", "CGSV", metric.Count, "Health by the "+c.whose+", from 0 to rise+fall-1; up from rise on.", nil,
		func(p *check.ProbeView) metric.Value { return metric.Uint32(p.Health) })
}

func (c *probeColumns) text(pos int, name, help string, prom []metric.Series, read func(*check.ProbeView) metric.Value) {
	metric.Declare(metric.Column{
		Name: name, CSV: pos, Type: metric.Str, Unit: metric.String, On: metric.On("MOPV", metric.Server), Help: help,
		Prom: prom, Read: c.reader(read),
	})
}

func (c *probeColumns) number(pos int, name, tags string, u metric.Unit, help string, prom []metric.Series,
	read func(*check.ProbeView) metric.Value) {
	metric.Declare(metric.Column{
		Name: name, CSV: pos, Type: metric.U32, Unit: u, On: metric.On(tags, metric.Server), Help: help,
		Prom: prom, Read: c.reader(read),
	})
}

func (c *probeColumns) duration() {
	metric.Declare(metric.Column{
		Name: c.prefix + "_duration", CSV: c.result + 2, Type: metric.U64, Unit: metric.Milliseconds,
		On: metric.On("MDPV", metric.Server), Help: "Time that the last " + c.whose + " took.",
		Prom: metric.Exported(c.prefix + "_duration_seconds"),
		Read: c.reader(func(p *check.ProbeView) metric.Value {
			if !p.Status.HasDuration() {
				return metric.None()
			}
			return metric.Uint64(uint64(p.Duration.Milliseconds()))
		}),
	})
}

func (c *probeColumns) reader(read func(*check.ProbeView) metric.Value) metric.Reader {
	agent := c.agent
	return metric.Of(func(s *Server, _ *metric.View) metric.Value {
		if p := s.probe(agent); p != nil {
			return read(p)
		}
		return metric.None()
	})
}
