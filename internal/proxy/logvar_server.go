package proxy

import (
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// The two ends of the connection to the server. The connection may serve somebody else when the line is written, so
// its addresses are kept for frontends that log them.
func init() {
	addrVar("bi", sample.Server4, "bc_src", "Address from which the server was reached.", func(s *Stream) netio.Addr { return s.near })
	portVar("bp", sample.Server4, "bc_src_port", "Port from which the server was reached.", func(s *Stream) netio.Addr { return s.near })
	addrVar("si", sample.Server4, "bc_dst", "Address at which the server was reached.", func(s *Stream) netio.Addr { return s.far })
	portVar("sp", sample.Server4, "bc_dst_port", "Port at which the server was reached.", func(s *Stream) netio.Addr { return s.far })
}

// serverVars are the log variables that need those addresses.
var serverVars = map[string]bool{"bi": true, "bp": true, "si": true, "sp": true}

// serverFetches are the fetches that need them.
var serverFetches = map[string]bool{"bc_src": true, "bc_src_port": true, "bc_dst": true, "bc_dst_port": true}

// logsServer reports whether a format shows an end of the connection to the server.
func logsServer(f *sample.Format) bool {
	if f == nil {
		return false
	}
	for v := range f.Vars {
		if serverVars[v.Name] {
			return true
		}
	}
	for fetch := range f.Fetches {
		if serverFetches[fetch.Name] {
			return true
		}
	}
	return false
}

// keepAddrs keeps the ends of the connection that the stream leaves.
func (s *Stream) keepAddrs(c *netio.Conn) {
	if s.front.logsServer {
		s.near, s.far = c.LocalAddr(), c.RemoteAddr()
	}
}

// noteTarget keeps where the server was to be reached, to which no connection came.
func (s *Stream) noteTarget() {
	if s.front.logsServer {
		if s.near, s.far = (netio.Addr{}), s.route.to; s.far.IsZero() {
			s.far = s.server.Addr()
		}
	}
}
