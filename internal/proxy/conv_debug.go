package proxy

import (
	"fmt"

	"metergate/internal/conf"
	"metergate/internal/sample"
	"metergate/internal/syslog"
)

// debugRing is where converter debug writes unless it is told otherwise; it is there once an expression asks for it.
const debugRing = "buf0"

func init() {
	sample.RegisterConverter(sample.Converter{
		Name: "debug", In: sample.Any, Out: sample.Same,
		Args: []sample.Arg{{Name: "prefix", Optional: true}, {Name: "destination", Kind: sample.ArgSink, Optional: true, Default: debugRing}},
		Help: "Writes the sample and its type to stdout, stderr or a ring, which is buf0 unless it is named, and hands it on.",
		Apply: func(cx *sample.Ctx, v sample.Value, a sample.Args) (sample.Value, bool) {
			text := v.AppendText(cx.Temp(128))
			if !cx.Keep(text) {
				return v, true
			}
			line := append(append(append(cx.Temp(128), "[debug] "...), a.Str(0)...), ": type="...)
			line = append(append(line, v.Type().String()...), " <"...)
			line = append(sample.AppendLineText(line, text), '>')
			a[1].Ref.(*debugSink).logger.Log(syslog.Debug, cx.Now, line, nil)
			return v, true
		},
	})
}

// A debugSink is a place that debug writes to.
type debugSink struct {
	target *syslog.Target
	id     syslog.Identity
	logger *syslog.Logger // nil until the gateway starts
}

// open connects the sink with the outputs of the gateway.
func (d *debugSink) open(g *Gateway) {
	d.logger = g.Logs.Logger([]*syslog.Target{d.target}, d.id)
}

// sink returns the place of a name.
func (c *compiler) sink(name string) (*debugSink, error) {
	var t *syslog.Target
	switch name {
	case "stdout":
		t = &syslog.Target{Addr: conf.Addr{Family: conf.FD, FD: 1}, Form: syslog.Raw}
	case "stderr":
		t = &syslog.Target{Addr: conf.Addr{Family: conf.FD, FD: 2}, Form: syslog.Raw}
	default:
		if name == debugRing {
			c.debugRing()
		}
		if c.g.Logs.Rings[name] == nil {
			return nil, fmt.Errorf("unable to find sink '%s'", name)
		}
		t = &syslog.Target{Ring: name}
	}
	t.Len, t.Max = usualRingLine, syslog.Debug
	d := &debugSink{target: t, id: ownIdentity(defaultTag)}
	c.g.sinks = append(c.g.sinks, d)
	return d, nil
}

// debugRing makes the ring that debug writes to, unless a section has.
func (c *compiler) debugRing() {
	if c.g.Logs.Rings[debugRing] != nil {
		return
	}
	r := syslog.NewRing(syslog.RingConfig{
		Name: debugRing, Description: "in-memory ring buffer", Form: syslog.Timed, Len: usualRingLine, Size: debugRingSize,
	})
	c.g.Logs.Rings[debugRing] = r
	c.g.Rings = append(c.g.Rings, r)
}

// debugRingSize is how many bytes of lines of debug are kept.
const debugRingSize = 1 << 20
