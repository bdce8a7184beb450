package proxy

import (
	"errors"
	"strconv"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	verdict := func(v rule.Verdict) func(*rule.Parser) (rule.Action, error) {
		run := rule.Func(func(*netio.Task, *sample.Ctx) rule.Verdict { return v })
		return func(*rule.Parser) (rule.Action, error) { return run, nil }
	}
	rule.Register(
		rule.Spec{
			Name: "allow", In: rule.HTTP, Final: true, Usage: "allow",
			Help:  "Skips the rest of the section's rules of this kind.",
			Parse: verdict(rule.Stop),
		},
		rule.Spec{
			Name: "reject", In: rule.HTTPRequest | rule.TCP, Usage: "reject",
			Help:  "Closes the client's connection without an answer.",
			Parse: verdict(rule.Abort),
		},
		rule.Spec{
			Name: "accept", In: rule.TCP, Usage: "accept",
			Help:  "Skips the rest of the section's rules of this kind.",
			Parse: verdict(rule.Stop),
		},
		rule.Spec{
			Name: "close", In: rule.TCPResponse, Usage: "close",
			Help:  "Closes the connection to the server; what the client has yet to get is sent to it.",
			Parse: verdict(rule.Done),
		},
		rule.Spec{
			Name: "expect-proxy", In: rule.TCPConnection, Usage: "expect-proxy layer4",
			Help:  "The connection begins with a header of the PROXY protocol.",
			Parse: parseExpectProxy,
		},
		rule.Spec{
			Name: "silent-drop", In: rule.TCP | rule.HTTPRequest | rule.HTTPResponse, Usage: "silent-drop [ rst-ttl <ttl> ]",
			Help: "Forgets the client's connection without telling it. Without the privilege for that, a reset is sent whose " +
				"time to live should not carry it to the client.",
			Parse: parseSilentDrop,
		},
	)
}

func parseExpectProxy(p *rule.Parser) (rule.Action, error) {
	if !p.Accept("layer4") {
		return nil, errors.New("only supports 'layer4' at this time")
	}
	return rule.Func(func(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
		streamOf(cx).expectsProxy = true
		return rule.Continue
	}), nil
}

func parseSilentDrop(p *rule.Parser) (rule.Action, error) {
	ttl := 0
	if p.Accept("rst-ttl") {
		var err error
		if ttl, err = strconv.Atoi(p.Next()); err != nil || ttl < 1 || ttl > 255 {
			return nil, errors.New("'rst-ttl' expects a number from 1 to 255")
		}
	}
	return rule.Func(func(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
		s := streamOf(cx)
		s.sess.parting, s.sess.ttl = partVanish, uint8(ttl)
		return rule.Abort
	}), nil
}
