package proxy

import (
	"errors"
	"strconv"
	"syscall"

	"metergate/internal/netio"
	"metergate/internal/sample"
)

// A fault is what made a client's connection fail before a session came of it, by its number in the reference (the table
// of the fetch fc_err_str).
type fault uint8

// The faults that can be here.
const (
	noFault        fault = 0
	noFamily       fault = 5
	proxyEmpty     fault = 11 // of the PROXY protocol
	proxyAbort     fault = 12
	proxyTimeout   fault = 13
	proxyTruncated fault = 14
	proxyNoHeader  fault = 15
	proxyBadHeader fault = 16
	proxyBadFamily fault = 17
	shakeEmpty     fault = 24 // of TLS
	shakeTimeout   fault = 26
	clientCAFault  fault = 30
	clientCrtFault fault = 31
	otherCert      fault = 32
	otherName      fault = 33
	shakeFailed    fault = 34
	socksWrite     fault = 39 // of SOCKS4
	socksRead      fault = 40
	socksDenied    fault = 41
	osRefused      fault = 47 // of connections to servers
	osReset        fault = 48
	osUnreachable  fault = 49
	socketFailed   fault = 6
)

// faults are their names and what log lines call them.
var faults = map[fault]struct{ name, text string }{
	noFault:        {"", "Success"},
	noFamily:       {"NOPROTO", "Protocol or address family not supported"},
	proxyEmpty:     {"PRX_EMPTY", "Connection closed while waiting for PROXY protocol header"},
	proxyAbort:     {"PRX_ABORT", "Connection error while waiting for PROXY protocol header"},
	proxyTimeout:   {"PRX_TIMEOUT", "Timeout while waiting for PROXY protocol header"},
	proxyTruncated: {"PRX_TRUNCATED", "Truncated PROXY protocol header received"},
	proxyNoHeader:  {"PRX_NOT_HDR", "Received something which does not look like a PROXY protocol header"},
	proxyBadHeader: {"PRX_BAD_HDR", "Received an invalid PROXY protocol header"},
	proxyBadFamily: {"PRX_BAD_PROTO", "Received an unhandled protocol in the PROXY protocol header"},
	shakeEmpty:     {"SSL_EMPTY", "Connection closed during SSL handshake"},
	shakeTimeout:   {"SSL_TIMEOUT", "Timeout during SSL handshake"},
	clientCAFault:  {"SSL_CA_FAIL", "SSL client CA chain cannot be verified"},
	clientCrtFault: {"SSL_CRT_FAIL", "SSL client certificate not trusted"},
	otherCert:      {"SSL_MISMATCH", "Server presented an SSL certificate different from the configured one"},
	otherName:      {"SSL_MISMATCH_SNI", "Server presented an SSL certificate different from the expected one"},
	shakeFailed:    {"SSL_HANDSHAKE", "SSL handshake failure"},
	socksWrite:     {"SOCKS4_SEND", "SOCKS4 Proxy write error during handshake"},
	socksRead:      {"SOCKS4_RECV", "SOCKS4 Proxy read error during handshake"},
	socksDenied:    {"SOCKS4_DENY", "SOCKS4 Proxy deny the request"},
	osRefused:      {"EREFUSED", "ECONNREFUSED returned by OS"},
	osReset:        {"ERESET", "ECONNRESET returned by OS"},
	osUnreachable:  {"EUNREACH", "ENETUNREACH returned by OS"},
	socketFailed:   {"SOCK_ERR", "General socket error"},
}

// silent reports whether the client may have sent nothing, as probes do: option dontlognull keeps such lines.
func (f fault) silent() bool {
	return f == proxyEmpty || f == proxyAbort || f == shakeEmpty
}

func init() {
	faultFetches("fc_err", "the client's connection", sample.Client4, func(s *Stream) (fault, bool) { return s.sess.fault, true })
	faultFetches("bc_err", "the last connection to a server", sample.Server4,
		func(s *Stream) (fault, bool) { return s.linkFault, s.tried() })
}

// faultFetches declares what tells of the fault of one connection: its number, and its name and text.
func faultFetches(name, what string, needs sample.Source, of func(*Stream) (fault, bool)) {
	declare := func(name string, out sample.Type, help string, get func(f fault) (sample.Value, bool)) sample.Fetch {
		return sample.Fetch{
			Name: name, Out: out, Needs: needs, Help: help,
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				f, ok := of(s)
				if !ok {
					return sample.Value{}, false
				}
				return get(f)
			}),
		}
	}
	sample.RegisterFetch(
		declare(name, sample.Int, "Number of what made "+what+" fail, 0 for nothing.",
			func(f fault) (sample.Value, bool) { return sample.IntOf(int64(f)), true }),
		declare(name+"_name", sample.Str, "Name of what made "+what+" fail.",
			func(f fault) (sample.Value, bool) { return sample.StringOf(faults[f].name), f != noFault }),
		declare(name+"_str", sample.Str, "What made "+what+" fail, in words.",
			func(f fault) (sample.Value, bool) { return sample.StringOf(faults[f].text), true }),
	)
}

// tried reports whether there is something to be said of a connection to the server: there is nothing when it took too long
// to make one.
func (s *Stream) tried() bool {
	return s.server != nil && (s.linkFault != noFault || s.times.Connected != 0)
}

// A namedFault is an error that has a name of its own.
type namedFault interface{ fault() fault }

// linkFault is what an error of making a connection to a server is called. One that took too long has no name.
func linkFault(err error) fault {
	var known namedFault
	switch errno := netio.Errno(err); {
	case errors.As(err, &known):
		return known.fault()
	case err == nil || errors.Is(err, netio.ErrDeadline):
		return noFault
	case errno == syscall.ECONNREFUSED:
		return osRefused
	case errno == syscall.ECONNRESET:
		return osReset
	case errno == syscall.ENETUNREACH || errno == syscall.EHOSTUNREACH:
		return osUnreachable
	case errno != 0:
		return socketFailed
	}
	return shakeFailed
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
	if j == nil && len(s.front.recorders) == 0 || s.fault.silent() && s.front.Options.DontLogNull {
		return
	}
	st := s.guest()
	st.step = stepKilled
	st.tellRecord()
	if j != nil {
		j.note(st)
	}
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
	b = append(append(b, ": "...), faults[s.fault].text...)
	if s.tlsError != nil {
		b = append(s.tlsError.append(append(b, " ("...)), ')')
	}
	return b
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
	var untrusted *untrustedClient
	switch {
	case errors.As(err, &untrusted):
		return untrusted.fault()
	case errors.Is(err, netio.ErrDeadline):
		return shakeTimeout
	case closedEarly(err):
		return shakeEmpty
	}
	return shakeFailed
}
