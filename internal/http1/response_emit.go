package http1

import "strconv"

// Append appends the response head as a client gets it. keepAlive says whether
// the client's connection lives on; client is the version of its request.
// Interim responses and protocol switches say nothing about the connection.
func (r *Response) Append(dst []byte, keepAlive bool, client Version) []byte {
	v := r.Version
	if r.Framing == FramingChunked || r.hollow {
		v = Version11
	}
	dst = append(append(dst, v.String()...), ' ')
	dst = append(strconv.AppendInt(dst, int64(r.Status), 10), ' ')
	dst = append(r.appendReason(dst), "\r\n"...)
	e := emitter{h: &r.Head, upgrade: r.UpgradeAsked(), framed: r.Status < 200 || r.Status == 204}
	if r.Status >= 200 && r.Framing != FramingTunnel {
		e.conn = responseConnection(v, client, keepAlive)
	}
	return e.appendFields(dst)
}

// appendReason appends the reason phrase, or the usual one where the server gave none.
func (r *Response) appendReason(dst []byte) []byte {
	if reason := r.Reason(); len(reason) > 0 {
		return append(dst, reason...)
	}
	return append(dst, StatusText(r.Status)...)
}

// responseConnection returns what differs from the habit of the two versions.
func responseConnection(v, client Version, keepAlive bool) string {
	switch {
	case keepAlive && (v == Version10 || client == Version10):
		return "keep-alive"
	case !keepAlive && v == Version11:
		return "close"
	}
	return ""
}

// FitClient re-frames a chunked body for an HTTP/1.0 client, which knows no
// chunks (RFC 9112 section 6.1): it then ends with the connection.
func (r *Response) FitClient(client Version) {
	if client != Version10 {
		return
	}
	switch {
	case r.Framing == FramingChunked:
		r.SetUntilClose()
	case r.hollow:
		r.SetNoBody()
	}
}
