package proxy

import (
	"errors"
	"fmt"

	"metergate/internal/conf"
)

// protocol is what is spoken to a server, the argument of its option `proto`. Those but HTTP/1 are known and not usable.
type protocol string

const (
	protoNone protocol = "none"
	protoH1   protocol = "h1"
	protoH2   protocol = "h2"
)

var srvProto = serverWord("proto", "proto h1", "What is spoken to the server of a backend in mode http.", parseProtocol)

func parseProtocol(word string) (protocol, error) {
	switch p := protocol(word); p {
	case protoNone, protoH1, protoH2:
		return p, nil
	case "":
		return "", errors.New("'proto' : missing value.")
	}
	return "", fmt.Errorf("'proto' :  unknown MUX protocol '%s'.", word)
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
	wish, ok := srvProto.Get(line)
	if !ok || p.Mode == ModeHTTP && wish == protoH1 {
		return nil
	}
	return errProtocol
}
