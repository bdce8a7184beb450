package test

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"metergate/test/origin"
)

var cmdOrigin = verbs("origin", map[string]verb{
	"start":   {"NAME...", 1, false, originStart},
	"set":     {"NAME PATH BEHAVIOUR", 3, false, originSet},
	"stop":    {"NAME", 1, false, originStop},
	"restart": {"NAME", 1, false, originRestart},
	"release": {"NAME", 1, false, originRelease},
	"print":   {"NAME", 1, false, originPrint},
	"bytes":   {"NAME", 1, false, originBytes},
})

func (s *state) origin(ts *testscript.TestScript, name string) *origin.Server {
	o := s.origins[name]
	if o == nil {
		ts.Fatalf("no origin %s", name)
	}
	return o
}

func originStart(ts *testscript.TestScript, _ bool, args []string) {
	s := of(ts)
	for _, name := range args {
		o, err := origin.Start("127.0.0.1:0")
		ts.Check(err)
		s.origins[name] = o
		s.define(ts, name, o.Addr()[strings.LastIndexByte(o.Addr(), ':')+1:])
	}
}

func originSet(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(of(ts).origin(ts, args[0]).Set(args[1], args[2]))
}

func originStop(ts *testscript.TestScript, _ bool, args []string) {
	of(ts).origin(ts, args[0]).Stop()
}

func originRestart(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(of(ts).origin(ts, args[0]).Restart())
}

func originRelease(ts *testscript.TestScript, _ bool, args []string) {
	of(ts).origin(ts, args[0]).Release()
}

func originPrint(ts *testscript.TestScript, _ bool, args []string) {
	for _, e := range of(ts).origin(ts, args[0]).Ledger().Entries {
		fmt.Fprintf(ts.Stdout(), "%d %s %s %d body=%d in=%d out=%d whole=%t\n", e.Conn, e.Method, e.Target, e.Status, e.Body, e.In, e.Out, e.Whole)
	}
}

func originBytes(ts *testscript.TestScript, _ bool, args []string) {
	l := of(ts).origin(ts, args[0]).Ledger()
	ts.Setenv(args[0]+"_in", strconv.FormatInt(l.In, 10))
	ts.Setenv(args[0]+"_out", strconv.FormatInt(l.Out, 10))
}

func cmdLedger(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	need(ts, args, 2, "ledger NAME COND...")
	o, conds := of(ts).origin(ts, args[0]), parseConds(ts, args[1:])
	eventually(ts, func() error {
		l := o.Ledger()
		return checkConds(conds, func(key string) (string, bool) { return ledgerValue(l, key) })
	})
}

// ledgerValue is one figure of a ledger by its name in scripts.
func ledgerValue(l origin.Ledger, key string) (string, bool) {
	figures := map[string]int{
		"conns": l.Conns, "open": l.Open, "held": l.Held, "requests": l.Requests, "finished": l.Finished, "in": int(l.In), "out": int(l.Out),
	}
	kind, arg, _ := strings.Cut(key, ":")
	n, ok := figures[kind]
	switch kind {
	case "path":
		n, ok = l.Path(arg), true
	case "status":
		code, err := strconv.Atoi(arg)
		n, ok = l.Status(code), err == nil
	}
	return strconv.Itoa(n), ok
}
