package proxy

import (
	"strconv"

	"metergate/internal/netio"
	"metergate/internal/syslog"
)

// logConnect logs an accepted connection on a frontend that has no format for its requests.
func (s *session) logConnect() {
	j := s.front.journal()
	if j == nil || j.format != nil || s.front.steps != 0 {
		return
	}
	l := s.lane
	l.line = s.appendConnect(l.line[:0])
	j.voices.tell(syslog.Info, l.line, nil)
}

func (s *session) appendConnect(b []byte) []byte {
	from, to := s.from(), s.to()
	if from.IsUnix() || to.IsUnix() {
		b = append(b, "Connect to unix:"...)
		b = strconv.AppendInt(b, int64(s.listener.ID), 10)
	} else {
		b = appendAddr(append(b, "Connect from "...), from)
		b = appendAddr(append(b, " to "...), to)
	}
	b = append(append(b, " ("...), s.front.Name...)
	if s.front.Mode == ModeTCP {
		return append(b, "/TCP)"...)
	}
	return append(b, "/HTTP)"...)
}

// appendAddr appends an address as log lines show it: no brackets around that of IPv6.
func appendAddr(b []byte, a netio.Addr) []byte {
	b = a.Addr().Unmap().AppendTo(b)
	return strconv.AppendUint(append(b, ':'), uint64(a.Port()), 10)
}
