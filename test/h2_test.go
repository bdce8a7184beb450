package test

import (
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"metergate/test/h2"
)

var cmdH2 = verbs("h2", map[string]verb{
	"start": {"NAME", 1, false, h2Start},
	"rogue": {"NAME", 1, false, h2Rogue},
	"conns": {"NAME N", 2, false, h2Conns},
})

func h2Start(ts *testscript.TestScript, _ bool, args []string) {
	s, err := h2.Start(nil)
	ts.Check(err)
	of(ts).h2servers[args[0]] = s
	h2Define(ts, args[0], s.Addr())
}

func h2Rogue(ts *testscript.TestScript, _ bool, args []string) {
	r, err := h2.StartRogue()
	ts.Check(err)
	of(ts).h2rogues[args[0]] = r
	h2Define(ts, args[0], r.Addr())
}

func h2Define(ts *testscript.TestScript, name, addr string) {
	of(ts).define(ts, name, addr[strings.LastIndexByte(addr, ':')+1:])
}

// h2Conns holds the connections that a server has accepted against what they should be.
func h2Conns(ts *testscript.TestScript, _ bool, args []string) {
	s := of(ts).h2servers[args[0]]
	if s == nil {
		ts.Fatalf("no h2 server %s", args[0])
	}
	if n := strconv.FormatInt(s.Conns.Load(), 10); n != args[1] {
		ts.Fatalf("%s has accepted %s connections, not %s", args[0], n, args[1])
	}
}
