package syslog_test

import (
	"time"

	"metergate/internal/conf"
	"metergate/internal/syslog"
)

func Example() {
	var out syslog.Outputs
	stdout := &syslog.Target{Addr: conf.Addr{Family: conf.FD, FD: 1}, Form: syslog.Short, Max: syslog.Info, Len: 1024}
	log := out.Logger([]*syslog.Target{stdout}, syslog.Identity{Tag: "haproxy"})
	log.Log(syslog.Notice, time.Now().UnixNano(), []byte("Server be_api/s1 is UP."), nil)
	log.Log(syslog.Debug, time.Now().UnixNano(), []byte("not for this target"), nil)
	out.Close()
	// Output: <5>Server be_api/s1 is UP.
}
