package syslog

import (
	"fmt"
	"strings"
	"testing"

	"metergate/internal/conf"
)

var testLog = conf.List(conf.Spec{Name: "log", In: conf.Global}, ParseTarget)

// parse reads one log line of a section global.
func parse(line string) (*Target, error) {
	f, d := conf.Load([]conf.Source{{Name: "t", Text: []byte("global\n log " + line + "\n")}}, conf.NewEnv(nil))
	if d.Failed() {
		return nil, fmt.Errorf("%s", d.Messages()[0].Text)
	}
	return testLog.All(f.Global.Bag)[0].Value, nil
}

func TestParseTarget(t *testing.T) {
	for _, c := range []struct{ line, sink, want string }{
		{"127.0.0.1 local0", "udp@127.0.0.1:514", "- local0 debug emerg 1024"},
		{"127.0.0.1:99 local1 notice", "udp@127.0.0.1:99", "- local1 notice emerg 1024"},
		{"[::1]:99 daemon info warning", "udp@[::1]:99", "- daemon info warning 1024"},
		{"/dev/log len 80 user", "unixgram@/dev/log", "- user debug emerg 80"},
		{"stdout format raw local7", "fd@1", "raw local7 debug emerg 1024"},
		{"stderr len 65535 format iso local7 err", "fd@2", "iso local7 err emerg 65535"},
		{"fd@5 local0", "fd@5", "- local0 debug emerg 1024"},
		{"tcp@127.0.0.1:6 local0", "tcp@127.0.0.1:6", "- local0 debug emerg 1024"},
		{"stream+unix@/run/x local0", "unix@/run/x", "- local0 debug emerg 1024"},
		{"localhost:7 local0", "udp@", "- local0 debug emerg 1024"},
		{"stdout format raw profile p local0", "fd@1", "raw local0 debug emerg 1024"},
	} {
		target, err := parse(c.line)
		if err != nil {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		form := "-"
		if target.Form != Unset {
			form = target.Form.String()
		}
		if got := fmt.Sprint(form, " ", target.Facility, " ", target.Max, " ", target.Min, " ", target.Len); got != c.want {
			t.Errorf("%s: %s, want %s", c.line, got, c.want)
		}
		if got := destination(target.Addr).key(); !strings.HasPrefix(got, c.sink) {
			t.Errorf("%s: goes to %s, want %s", c.line, got, c.sink)
		}
	}
}

func TestParseTargetErrors(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"stdout", "expects <address> and <facility>"},
		{"stdout nowhere", "unknown log facility 'nowhere'"},
		{"stdout local0 loud", "unknown optional log level 'loud'"},
		{"stdout local0 info loud", "unknown optional minimum log level 'loud'"},
		{"stdout local0 info info more", "more"},
		{"stdout len 79 local0", "invalid log length '79'"},
		{"stdout len 65536 local0", "invalid log length '65536'"},
		{"stdout format xml local0", "unknown log format 'xml'"},
		{"stdout sample 1 local0", "missing sample size"},
		{"stdout sample 1:0 local0", "wrong sample size '0'"},
		{"stdout sample 2-1:5 local0", "wrong sample range '2-1'"},
		{"stdout sample 1,6:5 local0", "sample size 5 should be greater or equal to 6"},
		{"stdout sample 1-3,3:5 local0", "overlap"},
		{"stdout profile", "expected the name of a log-profile section"},
		{"backend@b local0", "backends in mode log are not supported"},
		{"no-such-host.invalid local0", "could not resolve"},
	} {
		if _, err := parse(c.line); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.line, err, c.want)
		}
	}
}

func TestSampling(t *testing.T) {
	s, err := ParseSampling("2-3,5:5")
	if err != nil {
		t.Fatal(err)
	}
	var got []byte
	for range 12 {
		got = append(got, map[bool]byte{true: 'x', false: '.'}[s.pass()])
	}
	if string(got) != ".xx.x.xx.x.x" {
		t.Errorf("passed %s", got)
	}
}

func FuzzSampling(f *testing.F) {
	for _, seed := range []string{"1:1", "1-3,5:10", "2,2:9", ":", "-:1", "1-:2", "9999999999-1:1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := ParseSampling(text); err == nil {
			s.pass()
		}
	})
}
