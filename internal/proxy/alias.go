package proxy

import "metergate/internal/netio"

// ends are the two addresses of a client's connection; a zero one is not told.
type ends struct{ from, to netio.Addr }

// An alias is what a PROXY header or rules say of a client's connection, in place of what the kernel says.
type alias struct {
	conn    ends   // of the connection, which only rules on connections set: fc_src, fc_dst
	sess    ends   // of the session: as the PROXY header told them, or rules set them since
	tlvs    []byte // of the PROXY header
	proxied bool   // there was one
}

// alias returns the session's alias, to be filled.
func (s *session) alias() *alias {
	if s.also == nil {
		s.also = new(alias)
	}
	return s.also
}

// connFrom and connTo are the addresses of the connection: as rules on connections set them, else the kernel's.
func (s *session) connFrom() netio.Addr {
	if s.also != nil && !s.also.conn.from.IsZero() {
		return s.also.conn.from
	}
	return s.conn.RemoteAddr()
}

func (s *session) connTo() netio.Addr {
	if s.also != nil && !s.also.conn.to.IsZero() {
		return s.also.conn.to
	}
	return s.conn.LocalAddr()
}

// from and to are the addresses of the session, which the PROXY header or rules on sessions may have set.
func (s *session) from() netio.Addr {
	if s.also != nil && !s.also.sess.from.IsZero() {
		return s.also.sess.from
	}
	return s.connFrom()
}

func (s *session) to() netio.Addr {
	if s.also != nil && !s.also.sess.to.IsZero() {
		return s.also.sess.to
	}
	return s.connTo()
}

// from and to are the addresses of the request, which its rules may have set.
func (s *Stream) from() netio.Addr {
	if s.also != nil && !s.also.from.IsZero() {
		return s.also.from
	}
	return s.sess.from()
}

func (s *Stream) to() netio.Addr {
	if s.also != nil && !s.also.to.IsZero() {
		return s.also.to
	}
	return s.sess.to()
}
