package test

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"metergate/test/origin"
)

const usageOrigin = "origin start|set|stop|restart|print|bytes NAME ..."

func cmdOrigin(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	need(ts, args, 2, usageOrigin)
	s := of(ts)
	if args[0] == "start" {
		for _, name := range args[1:] {
			o, err := origin.Start("127.0.0.1:0")
			ts.Check(err)
			s.origins[name] = o
			s.define(ts, name, o.Addr()[strings.LastIndexByte(o.Addr(), ':')+1:])
		}
		return
	}
	o := s.origin(ts, args[1])
	switch args[0] {
	case "set":
		need(ts, args, 4, "origin set NAME PATH BEHAVIOUR")
		ts.Check(o.Set(args[2], args[3]))
	case "bytes":
		l := o.Ledger()
		ts.Setenv(args[1]+"_in", strconv.FormatInt(l.In, 10))
		ts.Setenv(args[1]+"_out", strconv.FormatInt(l.Out, 10))
	case "stop":
		o.Stop()
	case "restart":
		ts.Check(o.Restart())
	case "print":
		for _, e := range o.Ledger().Entries {
			fmt.Fprintf(ts.Stdout(), "%d %s %s %d body=%d in=%d out=%d whole=%t\n", e.Conn, e.Method, e.Target, e.Status, e.Body, e.In, e.Out, e.Whole)
		}
	default:
		ts.Fatalf("usage: %s", usageOrigin)
	}
}

func (s *state) origin(ts *testscript.TestScript, name string) *origin.Server {
	o := s.origins[name]
	if o == nil {
		ts.Fatalf("no origin %s", name)
	}
	return o
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
	kind, arg, _ := strings.Cut(key, ":")
	var n int
	switch kind {
	case "conns":
		n = l.Conns
	case "open":
		n = l.Open
	case "requests":
		n = l.Requests
	case "finished":
		n = l.Finished
	case "in":
		n = int(l.In)
	case "out":
		n = int(l.Out)
	case "path":
		n = l.Path(arg)
	case "status":
		code, err := strconv.Atoi(arg)
		if err != nil {
			return "", false
		}
		n = l.Status(code)
	default:
		return "", false
	}
	return strconv.Itoa(n), true
}
