package proxy

import (
	"fmt"
	"math"
	"net/netip"
	"time"

	"metergate/internal/check"
	"metergate/internal/conf"
)

// How a server's health is watched.
var (
	srvCheck      = serverFlag("check", "The server's health is checked.")
	srvInter      = serverPace("inter", "inter <time>", "2s", "The time between two checks.")
	srvFastInter  = serverPace("fastinter", "fastinter <time>", "", "Replaces inter while the server is between up and down.")
	srvDownInter  = serverPace("downinter", "downinter <time>", "", "Replaces inter while the server is down.")
	srvRise       = usualInt("rise", "rise <count>", "2", "The checks in a row that bring the server up.", 1, math.MaxInt16)
	srvFall       = usualInt("fall", "fall <count>", "3", "The checks in a row that take the server down.", 1, math.MaxInt16)
	srvPort       = serverInt("port", "port <port>", "The port that is checked, instead of the server's own.", 1, math.MaxUint16)
	srvCheckAddr  = serverIP("addr", "addr <address>", "The address that is checked, instead of the server's own.")
	srvErrorLimit = usualInt("error-limit", "error-limit <count>", "10", "The errors in a row that traffic may show before on-error acts.", 1, math.MaxInt32)
	srvObserve    = serverWord("observe", "observe {layer4 | layer7}", "Counts errors that traffic shows, besides the checks.", check.ParseObserve)
	srvOnError    = serverWord("on-error", "on-error {fastinter | fail-check | sudden-death | mark-down}",
		"What too many errors in traffic do.", check.ParseOnError)
	srvInitState = serverWord("init-state", "init-state {fully-up | up | down | fully-down}",
		"The state in which a checked server starts.", check.ParseInitState)
	srvMarkedDown = serverChoice("on-marked-down", "shutdown-sessions", "Cuts the connections of a server that goes down.")
	srvMarkedUp   = serverChoice("on-marked-up", "shutdown-backup-sessions", "Cuts the connections of backups when the server comes up.")

	srvAgentCheck = serverFlag("agent-check", "An agent on the server is asked for its state and weight.")
	srvAgentPort  = serverInt("agent-port", "agent-port <port>", "Where the agent listens.", 1, math.MaxUint16)
	srvAgentAddr  = serverIP("agent-addr", "agent-addr <address>", "The agent's address, instead of the server's.")
	srvAgentInter = serverPace("agent-inter", "agent-inter <time>", "", "The time between two questions to the agent; inter when absent.")
	srvAgentSend  = serverText("agent-send", "agent-send <text>", "What is sent to the agent when it is asked.", "a string")
)

func serverIP(name, usage, help string) *conf.Key[netip.Addr] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.ServerLine, Usage: usage, Help: help}, func(a *conf.Args) (netip.Addr, error) {
		word, err := a.Text("an address")
		if err != nil {
			return netip.Addr{}, err
		}
		ip, err := netip.ParseAddr(word)
		if err != nil {
			return ip, fmt.Errorf("'%s' expects an IPv4 or IPv6 address, not '%s'.", name, word)
		}
		return ip, nil
	})
}

func serverWord[T any](name, usage, help string, parse func(string) (T, error)) *conf.Key[T] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.ServerLine, Usage: usage, Help: help}, func(a *conf.Args) (T, error) {
		return parse(a.Next().Text)
	})
}

func serverChoice(name, only, help string) *conf.Key[bool] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.ServerLine, Usage: name + " " + only, Help: help}, func(a *conf.Args) (bool, error) {
		if word := a.Next().Text; word != only {
			return false, fmt.Errorf("'%s' expects '%s', not '%s'.", name, only, word)
		}
		return true, nil
	})
}

// Pace is how often a server is checked.
type Pace struct {
	Inter, Fast, Down, Agent time.Duration
}

func pace(b *conf.Bag) Pace {
	inter := srvInter.In(b)
	return Pace{
		Inter: inter,
		Fast:  srvFastInter.Or(b, inter),
		Down:  srvDownInter.Or(b, inter),
		Agent: srvAgentInter.Or(b, inter),
	}
}

func healthConfig(b *conf.Bag) check.Config {
	return check.Config{
		Rise:      int(srvRise.In(b)),
		Fall:      int(srvFall.In(b)),
		Check:     srvCheck.Or(b, false),
		Agent:     srvAgentCheck.Or(b, false),
		Init:      srvInitState.Or(b, check.InitNone),
		SlowStart: srvSlowstart.Or(b, 0) > 0,
	}
}
