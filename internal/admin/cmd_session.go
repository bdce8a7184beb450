package admin

import (
	"slices"
	"strings"
	"time"

	"metergate/internal/clock"
)

func init() {
	Register(Command{Name: "user", Master: true, Help: "lower the level of this connection to user", Run: lowerTo(User)})
	Register(Command{Name: "operator", Master: true, Help: "lower the level of this connection to operator", Run: lowerTo(Operator)})
	Register(Command{Name: "expert-mode", Master: true, Args: "[on|off]", Help: "allow the commands for experts", Level: Admin, Run: switchMode(Expert)})
	Register(Command{Name: "experimental-mode", Master: true, Args: "[on|off]", Help: "allow experimental commands", Level: Admin, Run: switchMode(Experimental)})
	Register(Command{Name: "set severity-output", Master: true, Args: "[none|number|string]", Help: "choose how messages show their severity", Run: runSetSeverity})
	Register(Command{Name: "set timeout", Master: true, Args: "[cli] <delay>", Help: "change how long this connection may be silent", Run: runSetTimeout})
	Register(Command{Name: "show cli level", Master: true, Help: "display the level of this connection", Run: func(r *Request) error { return r.Infof("%s", r.level) }})
	Register(Command{Name: "show cli sockets", Master: true, Help: "list the stats sockets", Run: runShowSockets})
	Register(Command{Name: "echo", Master: true, Args: "<text>", Help: "print text", Run: func(r *Request) error { return r.Infof("%s", strings.Join(r.Args, " ")) }})
}

// lowerTo gives up rights; they do not come back.
func lowerTo(l Level) func(*Request) error {
	return func(r *Request) error {
		if r.level < l {
			return errDenied
		}
		r.level = l
		return nil
	}
}

// switchMode turns a mode on or off, or says whether it is on.
func switchMode(m Mode) func(*Request) error {
	return func(r *Request) error {
		s := r.Session
		on := slices.Contains(s.modes, m)
		if len(r.Args) == 0 {
			return r.Infof("%s-mode is %s", modeNames[m], map[bool]string{true: "ON", false: "OFF"}[on])
		}
		s.modes = slices.DeleteFunc(s.modes, func(other Mode) bool { return other == m })
		if r.Args[0] == "on" {
			s.modes = append(s.modes, m)
		}
		return nil
	}
}

func runSetSeverity(r *Request) error {
	form, ok := parseSeverityOutput(r.Arg(0))
	if !ok {
		return message("one of 'none', 'number', 'string' is a required argument")
	}
	r.Session.severity = form
	return nil
}

func runSetTimeout(r *Request) error {
	switch {
	case r.Arg(0) != "cli":
		return message("'set timeout' only supports 'cli'.")
	case r.Arg(1) == "":
		return message("Expects an integer value.")
	}
	d, err := clock.ParseDuration(r.Arg(1), time.Second)
	if err != nil || d <= 0 {
		return message("Invalid timeout value.")
	}
	r.Session.timeout = d
	return nil
}

func runShowSockets(r *Request) error {
	r.Printf("# socket lvl processes\n")
	for _, k := range r.api.sockets {
		r.Printf("%s %s all\n", k, k.Level)
	}
	return nil
}
