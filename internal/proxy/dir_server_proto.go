package proxy

import (
	"errors"
	"fmt"

	"metergate/internal/conf"
)

// protocol is what is spoken to a server, the argument of its options `proto` and `check-proto`; empty where TLS settles it.
type protocol string

const (
	protoNone protocol = "none"
	protoH1   protocol = "h1"
	protoH2   protocol = "h2"
)

var (
	srvProto = serverWord("proto", "proto {h1 | h2}",
		"What is spoken to the server of a backend in mode http. Without it that is what TLS settles, see alpn, else HTTP/1.", parseProtocol("proto"))
	srvCheckProto = serverWord("check-proto", "check-proto {h1 | h2 | none}",
		"What checks of kind http speak; that of proto when absent, and HTTP/1 for none.", parseProtocol("check-proto"))
)

// parseProtocol makes what reads the argument of the option of a name.
func parseProtocol(option string) func(word string) (protocol, error) {
	return func(word string) (protocol, error) {
		switch p := protocol(word); p {
		case protoNone, protoH1, protoH2:
			return p, nil
		case "":
			return "", fmt.Errorf("'%s' : missing value.", option)
		}
		return "", fmt.Errorf("'%s' :  unknown MUX protocol '%s'.", option, word)
	}
}

var (
	errProtocol  = errors.New("MUX protocol is not usable for server.")
	errAgentPort = errors.New("server does not have agent port.")
)

// speakable says whether the servers of a proxy, and their agents, can be spoken to as a server line wishes.
func (p *Proxy) speakable(line *conf.Bag) error {
	if _, ok := srvAgentPort.Get(line); !ok && srvAgentCheck.Or(line, false) {
		return errAgentPort
	}
	if wish, ok := srvProto.Get(line); ok && (p.Mode != ModeHTTP || wish == protoNone) {
		return errProtocol
	}
	return nil
}
