package proxy

import (
	"fmt"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/sample"
)

var optForwarded = conf.Scalar(conf.Spec{
	Name: "option forwarded", In: conf.Defaults | conf.Backend, No: true,
	Usage: "option forwarded [proto] [host | host-expr <expr>] [by | by-expr <expr>] [by_port | by_port-expr <expr>] [for | for-expr <expr>] [for_port | for_port-expr <expr>]",
	Help:  "Tells the server who asked whom and how, in a header `forwarded` (RFC 7239) added to each request; proto and for without arguments.",
}, parseForwarded)

// forwardedWords are the parameters of option forwarded, in the order in which they are written.
var forwardedWords = []string{"proto", "host", "by", "by_port", "for", "for_port"}

// A forwardedLine holds what the line asks for: by parameter its expression, empty for our own view.
type forwardedLine map[string]string

func parseForwarded(a *conf.Args) (forwardedLine, error) {
	line := forwardedLine{}
	for !a.Done() {
		word := a.Next().Text
		name, computed := strings.CutSuffix(word, "-expr")
		if !isForwardedWord(name, computed) {
			return nil, fmt.Errorf("'option forwarded' only supports optional values: 'proto', 'host', 'host-expr', 'by', 'by-expr', " +
				"'by_port', 'by_port-expr', 'for', 'for-expr', 'for_port' and 'for_port-expr'.")
		}
		line[name] = ""
		if !computed {
			continue
		}
		if line[name] = a.Next().Text; line[name] == "" {
			return nil, fmt.Errorf("'%s' expects <expr> as argument.", word)
		}
	}
	if len(line) == 0 {
		line["proto"], line["for"] = "", ""
	}
	return line, nil
}

func isForwardedWord(name string, computed bool) bool {
	for _, w := range forwardedWords {
		if w == name {
			return !computed || name != "proto"
		}
	}
	return false
}

// forwarded compiles option forwarded of a backend, nil without.
func (u *ruleCompiler) forwarded() *Forwarded {
	b := u.proxy.Bag
	line, ok := optForwarded.Get(b)
	if !ok {
		return nil
	}
	f := &Forwarded{}
	_, f.Proto = line["proto"]
	f.Host = u.forwardedValue(line, "host")
	f.By = ForwardedNode{u.forwardedValue(line, "by"), u.forwardedValue(line, "by_port")}
	f.For = ForwardedNode{u.forwardedValue(line, "for"), u.forwardedValue(line, "for_port")}
	return f
}

func (u *ruleCompiler) forwardedValue(line forwardedLine, name string) (v ForwardedValue) {
	text, asked := line[name]
	if v.On = asked; text == "" {
		return v
	}
	at := optForwarded.At(u.proxy.Bag)
	expr, _, err := sample.ParseExpr([]string{text}, u.env(sample.AtHTTPReqBackend, at))
	if err != nil {
		u.alert(at, conf.Loose, "'option forwarded' : %s-expr : %v.", name, err)
	}
	v.Expr = expr
	return v
}
