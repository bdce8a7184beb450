package proxy

import (
	"errors"
	"strconv"

	"metergate/internal/netio"
	"metergate/internal/sample"
)

// A fault is what made a client's connection fail before a session came of it, by its number in the reference (the table
// of the fetch fc_err_str).
type fault uint8

// The faults that can be here.
const (
	noFault        fault = 0
	proxyEmpty     fault = 11 // of the PROXY protocol
	proxyAbort     fault = 12
	proxyTimeout   fault = 13
	proxyTruncated fault = 14
	proxyNoHeader  fault = 15
	proxyBadHeader fault = 16
	proxyBadFamily fault = 17
	shakeEmpty     fault = 24 // of TLS
	shakeAbort     fault = 25
	shakeTimeout   fault = 26
	shakeFailed    fault = 34
)

// faults are their names and what log lines call them.
var faults = map[fault]struct{ name, text string }{
	noFault:        {"", "Success"},
	proxyEmpty:     {"PRX_EMPTY", "Connection closed while waiting for PROXY protocol header"},
	proxyAbort:     {"PRX_ABORT", "Connection error while waiting for PROXY protocol header"},
	proxyTimeout:   {"PRX_TIMEOUT", "Timeout while waiting for PROXY protocol header"},
	proxyTruncated: {"PRX_TRUNCATED", "Truncated PROXY protocol header received"},
	proxyNoHeader:  {"PRX_NOT_HDR", "Received something which does not look like a PROXY protocol header"},
	proxyBadHeader: {"PRX_BAD_HDR", "Received an invalid PROXY protocol header"},
	proxyBadFamily: {"PRX_BAD_PROTO", "Received an unhandled protocol in the PROXY protocol header"},
	shakeEmpty:     {"SSL_EMPTY", "Connection closed during SSL handshake"},
	shakeAbort:     {"SSL_ABORT", "Connection error during SSL handshake"},
	shakeTimeout:   {"SSL_TIMEOUT", "Timeout during SSL handshake"},
	shakeFailed:    {"SSL_HANDSHAKE", "SSL handshake failure"},
}

// silent reports whether the client may have sent nothing, as probes do: option dontlognull keeps such lines.
func (f fault) silent() bool {
	return f == proxyEmpty || f == proxyAbort || f == shakeEmpty || f == shakeAbort
}

func init() {
	faultFetch := func(name string, out sample.Type, help string, get func(f fault) (sample.Value, bool)) {
		sample.RegisterFetch(sample.Fetch{
			Name: name, Out: out, Needs: sample.Client4, Help: help,
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) { return get(s.sess.fault) }),
		})
	}
	faultFetch("fc_err", sample.Int, "Number of what made the client's connection fail, 0 for nothing.",
		func(f fault) (sample.Value, bool) { return sample.IntOf(int64(f)), true })
	faultFetch("fc_err_name", sample.Str, "Name of what made the client's connection fail.",
		func(f fault) (sample.Value, bool) { return sample.StringOf(faults[f].name), f != noFault })
	faultFetch("fc_err_str", sample.Str, "What made the client's connection fail, in words.",
		func(f fault) (sample.Value, bool) { return sample.StringOf(faults[f].text), true })
}

// fail ends a connection of which no session comes.
func (s *session) fail(f fault) {
	s.fault = f
	s.logFault()
	s.close()
}

// logFault says in the log why the connection failed: in the format for errors, else in a line of its own.
func (s *session) logFault() {
	j := s.front.journal()
	if j == nil || s.fault.silent() && s.front.Options.DontLogNull {
		return
	}
	st := s.guest()
	st.step = stepKilled
	j.note(st)
	st.rest()
}

func (s *session) appendFault(b []byte) []byte {
	if from := s.from(); from.IsUnix() {
		b = append(b, "unix:1"...)
	} else {
		b = appendAddr(b, from)
	}
	b = append(b, " ["...)
	b = s.lane.dates.AppendLog(b, s.wall)
	b = append(append(b, "] "...), s.front.Name...)
	b = append(append(b, '/'), bindName.Or(s.listener.Bag, strconv.Itoa(s.listener.ID))...)
	return append(append(b, ": "...), faults[s.fault].text...)
}

// guest returns a stream that is no request, for what is said of the session alone: its rules, and the line of a
// connection that failed. Whoever asks for it gives it to rest.
func (s *session) guest() *Stream {
	st := s.lane.stream()
	st.exchangeState = exchangeState{
		sess: s, client: s.conn, front: s.front, ending: natural, status: -1, metered: true,
		times: Times{Origin: s.accepted, Shaken: s.shaken, End: s.lane.loop.Now()},
	}
	st.cx.Reset()
	st.cx.Now = s.lane.loop.Wall()
	st.cx.UseVars(sample.SessScope, &s.vars)
	return st
}

// shakeFault is what an error of a handshake is called.
func shakeFault(err error) fault {
	switch {
	case errors.Is(err, netio.ErrDeadline):
		return shakeTimeout
	case closedEarly(err):
		return shakeEmpty
	case netio.Errno(err) != 0:
		return shakeAbort
	}
	return shakeFailed
}
