package proxy

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"metergate/internal/conf"
)

// A bindLine is one line `bind <address>[, ...] [options]`.
type bindLine struct {
	text  string // the addresses as they are written
	addrs []conf.Addr
	bag   *conf.Bag
}

var dirBind = conf.List(conf.Spec{
	Name: "bind", In: conf.Frontend, Usage: "bind [<address>]:<port>[, ...] [<option>...]",
	Help: "Addresses the frontend listens on: IP and port, a Unix path, abns@name, or an inherited descriptor fd@number.",
}, parseBind)

func parseBind(a *conf.Args) (bindLine, error) {
	if a.Done() {
		return bindLine{}, errors.New("'bind' expects {<path>|[addr1]:port1[-end1]}{,[addr]:port[-end]}... as arguments.")
	}
	var line bindLine
	var err error
	line.text = a.NextAddr()
	if line.addrs, err = conf.ParseListen(line.text); err != nil {
		return line, err
	}
	if line.bag, err = a.Options(conf.BindLine, nil); err != nil {
		return line, err
	}
	if len(line.addrs) > 1 || line.addrs[0].LastPort > line.addrs[0].Port {
		if _, fixed := bindID.Get(line.bag); fixed {
			return line, fmt.Errorf("'bind %s' : 'id' can only be used with a single socket.", line.text)
		}
	}
	return line, CheckOwner(a, line.addrs, line.bag)
}

// What an address takes.
var (
	bindName        = bindText("name", "name <name>", "The name of the address in outputs (column svname); sock-<n> when absent.", "a name")
	bindMaxconn     = bindInt("maxconn", "maxconn <conns>", "The connections of this address served at once; 0 is no limit of its own.", 0, math.MaxInt32)
	bindID          = bindInt("id", "id <number>", "Fixes the number of the address (column sid).", 1, math.MaxInt32)
	bindBacklog     = bindInt("backlog", "backlog <conns>", "How many connections the kernel keeps before they are accepted.", 0, math.MaxInt32)
	bindMSS         = bindInt("mss", "mss <bytes>", "The largest TCP segment announced to clients.", 1, math.MaxUint16)
	bindIface       = bindText("interface", "interface <name>", "Listens on that network interface only.", "an interface name")
	bindDefer       = bindFlag("defer-accept", "Connections are accepted once their first byte is there.")
	bindTransparent = bindFlag("transparent", "The address may be another machine's whose packets are routed here, which needs the privilege to administer the network.")
	bindUserTimeout = conf.Scalar(conf.Spec{
		Name: "tcp-ut", In: conf.BindLine, Usage: "tcp-ut <delay>",
		Help: "How long what was sent to a client may stay unacknowledged before its connection is given up.",
	}, milliseconds)
	bindV6Only = bindFlag("v6only", "An IPv6 address takes no IPv4 connections.")
	bindV4V6   = bindFlag("v4v6", "An IPv6 address takes IPv4 connections too.")
	bindUser   = bindText("user", "user <name>", "The owner of a Unix socket; without effect on other addresses.", "a user name")
	bindGroup  = bindText("group", "group <name>", "The group of a Unix socket; without effect on other addresses.", "a group name")
	bindUID    = bindInt("uid", "uid <number>", "The owner of a Unix socket, as a number.", 0, math.MaxInt32)
	bindGID    = bindInt("gid", "gid <number>", "The group of a Unix socket, as a number.", 0, math.MaxInt32)
	bindMode   = conf.Scalar(conf.Spec{
		Name: "mode", In: conf.BindLine, Usage: "mode <octal>",
		Help: "The permissions of a Unix socket; without effect on other addresses.",
	}, func(a *conf.Args) (uint32, error) {
		word, err := a.Text("a mode")
		if err != nil {
			return 0, err
		}
		mode, err := strconv.ParseUint(word, 8, 12)
		if err != nil {
			return 0, errors.New("'mode' : expects an octal mode such as 660.")
		}
		return uint32(mode), nil
	})
)

func bindInt(name, usage, help string, low, high int64) *conf.Key[int64] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.BindLine, Usage: usage, Help: help}, conf.Int(low, high))
}

func bindText(name, usage, help, what string) *conf.Key[string] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.BindLine, Usage: usage, Help: help},
		func(a *conf.Args) (string, error) { return a.Text(what) })
}

func bindFlag(name, help string) *conf.Key[bool] {
	return conf.Flag(conf.Spec{Name: name, In: conf.BindLine, Usage: name, Help: help, No: true})
}
