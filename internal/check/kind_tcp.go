package check

import (
	"fmt"
	"strings"

	"metergate/internal/conf"
)

var _ = register(kind{
	option: "tcp-check",
	usage:  "option tcp-check",
	help:   "Checks servers by connecting, and by what the tcp-check lines say to send and to expect.",
	parse:  func(*conf.Args) (any, error) { return nil, nil },
	plan:   planTCP,
})

// planTCP makes the check that talks bytes.
func planTCP(c choice) (*Plan, error) {
	steps, err := tcpRules.steps(tcpRules.in(c.bag))
	if err != nil {
		return nil, err
	}
	return &Plan{Type: "tcp-check", steps: begin(steps), passed: L7OK, passedInfo: "(tcp-check)", traced: true}, nil
}

var (
	_ = tcpRules.declare("comment", "comment <text>", "Explains the steps behind it, in messages about them.", parseComment)
	_ = tcpRules.declare("send", "send <text> [comment <text>]", "Sends a text.", parseSend)
	_ = tcpRules.declare("send-binary", "send-binary <hex> [comment <text>]", "Sends bytes written as hexadecimal digits.", parseSendBinary)
	_ = tcpRules.declare("send-lf", "send-lf <format> [comment <text>]", "Sends what a log-format makes.", parseSendFormat)
	_ = tcpRules.declare("send-binary-lf", "send-binary-lf <format> [comment <text>]",
		"Sends bytes that a log-format makes as hexadecimal digits.", parseSendFormat)
	_ = tcpRules.declare("expect", "expect "+expectOptions+"[!]{string | rstring | string-lf | binary | rbinary | binary-lf} <pattern>",
		"Waits for an answer with a text, a regular expression, bytes, or a regular expression over hexadecimal digits.", parseTCPExpect)
)

func parseSend(a *conf.Args) (rule, error) {
	text, err := a.Text("a text")
	if err != nil {
		return rule{}, err
	}
	return finishSend(a, &sendStep{text: literal(text)})
}

func parseSendBinary(a *conf.Args) (rule, error) {
	text, err := a.Text("hexadecimal digits")
	if err != nil {
		return rule{}, err
	}
	if _, err := parseHex(text); err != nil {
		return rule{}, fmt.Errorf("'%s': %w", a.Name(), err)
	}
	return finishSend(a, &sendStep{text: literal(text), binary: true})
}

func parseSendFormat(a *conf.Args) (rule, error) {
	f, err := formulaOf(a)
	if err != nil {
		return rule{}, err
	}
	return finishSend(a, &sendStep{text: f, binary: strings.HasSuffix(a.Name(), "binary-lf")})
}

func finishSend(a *conf.Args, s *sendStep) (r rule, err error) {
	if a.Accept("comment") {
		s.comment, err = a.Text("a comment")
	}
	return rule{step: s}, err
}

func parseTCPExpect(a *conf.Args) (rule, error) {
	return parseExpect(a, func(a *conf.Args, _ *expectation, form string) (step, error) {
		switch form {
		case "string", "rstring", "binary", "rbinary", "string-lf", "binary-lf":
		default:
			return nil, fmt.Errorf("'%s' expects string, rstring, string-lf, binary, rbinary or binary-lf, not '%s'", a.Name(), form)
		}
		p, err := nextPattern(a, form)
		if err != nil {
			return nil, err
		}
		return &expectStep{pattern: p}, nil
	})
}
