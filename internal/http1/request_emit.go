package http1

// Append appends the request head as a server gets it. keepAlive says whether
// the connection to the server is to live on (or to be told so, option
// http-pretend-keepalive). The version is the client's, because a server may
// answer HTTP/1.0 in another way, but a chunked body needs HTTP/1.1.
func (r *Request) Append(dst []byte, keepAlive bool) []byte {
	v := r.Version
	if r.Framing == FramingChunked {
		v = Version11
	}
	dst = append(append(dst, r.MethodText()...), ' ')
	dst = append(append(dst, r.Target()...), ' ')
	dst = append(append(dst, v.String()...), "\r\n"...)
	e := emitter{h: &r.Head, upgrade: r.UpgradeAsked(), te: r.AcceptsTrailers()}
	if !e.upgrade {
		e.conn = requestConnection(v, keepAlive)
	}
	if v != r.Version && r.FindID(FieldHost, 0) < 0 {
		dst = append(dst, "host: \r\n"...)
	}
	return e.appendFields(dst)
}

// requestConnection returns what differs from the version's habit.
func requestConnection(v Version, keepAlive bool) string {
	switch {
	case keepAlive && v == Version10:
		return "keep-alive"
	case !keepAlive && v == Version11:
		return "close"
	}
	return ""
}
