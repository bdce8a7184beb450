package proxy

import (
	"errors"
	"slices"

	"metergate/internal/http2"
	"metergate/internal/metric"
	"metergate/internal/netio"
)

// HTTP/2 towards servers. A link that speaks it has a codec between its connection and its stream, which go on speaking of
// messages as HTTP/1: what becomes of a request is the same for both versions. One request at a time is at work on it.

// speak puts HTTP/2 under a new link where that is what its server speaks.
func (k *link) speak() {
	if k.server.speaksHTTP2(k.conn, k.server.Protocol) {
		k.h2 = k.server.http2(k.conn)
	}
}

// speaksHTTP2 reports whether HTTP/2 is spoken on a connection: because a line wishes so, or as TLS settled.
func (s *Server) speaksHTTP2(c *netio.Conn, wish protocol) bool {
	if wish != "" {
		return wish == protoH2
	}
	y := c.TLS()
	return y != nil && y.Protocol == string(protoH2)
}

// http2 puts HTTP/2 under the user of a connection.
func (s *Server) http2(c *netio.Conn) *http2.Client {
	codec := http2.NewClient(http2.Options{MaxHead: s.Back.codec.MaxHead, Secure: c.TLS() != nil})
	c.Speak(codec)
	return codec
}

// speakProbe puts what a check is to speak under its connection; it is check.Target.Speak.
func (s *Server) speakProbe(c *netio.Conn) {
	if s.speaksHTTP2(c, srvCheckProto.Or(s.Bag, s.Protocol)) {
		s.http2(c)
	}
}

// downgrades reports whether connections to the server are made anew in HTTP/1 for a request that wants another protocol, to
// which HTTP/2 cannot be changed.
func (s *Server) downgrades() bool {
	y := s.TLS
	return y != nil && s.Protocol == "" && y.traffic.Load() &&
		slices.Contains(y.config.NextProtos, string(protoH2)) && slices.Contains(y.config.NextProtos, nameHTTP1)
}

// rests reports whether no request is at work on the link, and the server takes another one.
func (k *link) rests() bool { return k.h2 == nil || k.h2.Resting() }

// A versionColumns is what is counted of a version of HTTP towards servers.
type versionColumns struct {
	conns, streams     *metric.Gauge
	connTot, streamTot *metric.Counter
	bytesIn, bytesOut  *metric.Counter
}

func (v *versionColumns) open(set *metric.Set, shard int) {
	v.conns.Inc(set, shard)
	v.connTot.Inc(set, shard)
}

func (v *versionColumns) begin(set *metric.Set, shard int) {
	v.streams.Inc(set, shard)
	v.streamTot.Inc(set, shard)
}

var (
	columns1 = versionColumns{h1Conns, h1Streams, h1ConnTot, h1StreamTot, h1BytesIn, h1BytesOut}
	columns2 = versionColumns{h2Conns, h2Streams, h2ConnTot, h2StreamTot, nil, nil}
)

// columns are those of the version that the link speaks.
func (k *link) columns() *versionColumns {
	if k.h2 != nil {
		return &columns2
	}
	return &columns1
}

// countFrames counts what happened on a link that speaks HTTP/2 since that was counted last.
func (k *link) countFrames() {
	if k.h2 == nil {
		return
	}
	t, set, shard := k.h2.TakeTally(), k.server.Back.Set, k.pool.lane.shard
	for _, c := range []struct {
		column *metric.Counter
		n      uint32
	}{
		{h2Headers, t.Headers}, {h2Data, t.Data}, {h2Settings, t.Settings}, {h2Resets, t.Resets}, {h2GoAways, t.GoAways},
		{h2ConnErrors, t.ConnErrors}, {h2StreamErrors, t.StreamErrors}, {h2ResetsSent, t.ResetsSent}, {h2GoAwaysSent, t.GoAwaysSent},
	} {
		c.column.Add(set, shard, uint64(c.n))
	}
}

// brokenOff says what it means that HTTP/2 ended the request before the head of its response.
func (s *Stream) brokenOff(e *http2.Error, view []byte) failure {
	switch {
	case e.Malformed:
		s.captureResponse(e, view)
		return junkResponse
	case e.Unseen && s.resendable() && s.link.uses > 1:
		return stale
	case e.Unseen && s.resendable():
		return unseen
	}
	return emptyResponse
}

// resendable reports whether all of the request that a server may have taken is there to be sent again.
func (s *Stream) resendable() bool {
	return s.upload.done && (!s.req.HasBody() || s.replayable)
}

// major is the version of HTTP that the connection to the server speaks.
func (s *Stream) major() int {
	if s.h2 {
		return 2
	}
	return 1
}

// http2Error returns the error of HTTP/2 that an error of a connection is, or nil.
func http2Error(err error) (e *http2.Error) {
	errors.As(err, &e)
	return e
}
