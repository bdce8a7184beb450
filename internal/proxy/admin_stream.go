package proxy

import (
	"slices"

	"metergate/internal/netio"
)

// A StreamInfo is a picture of one request in progress, for `show sess`.
type StreamInfo struct {
	ID       uint64
	Client   netio.Addr
	Local    netio.Addr // where the client came to
	Front    *Frontend
	Back     *Backend // nil until it is chosen
	Server   *Server  // likewise
	Dialed   netio.Addr
	Accepted int64 // of the connection, ns since 1970
	Age      int64 // ns since the request began
	Request  int   // of the connection, from 1
	Phase    Phase
	Retries  int
	Method   string
	Target   string
	In, Out  int64 // bytes received from and sent to the client
	Doing    string
	Until    int64 // ns until the task gives up its wait, 0 for no limit
}

// Streams returns pictures of all requests in progress. It must not be called on a loop.
func (g *Gateway) Streams() []StreamInfo {
	return slices.Concat(netio.Collect(g.Loops, func(l *netio.Loop) []StreamInfo { return g.lanes[l.Shard()].pictures() })...)
}

// pictures returns those of one loop.
func (l *lane) pictures() (list []StreamInfo) {
	waits := map[uint64]netio.TaskInfo{}
	l.loop.Tasks(func(t netio.TaskInfo) { waits[t.ID] = t })
	for s := l.first; s != nil; s = s.next {
		if s.stream != nil {
			list = append(list, s.stream.picture(waits[s.stream.task.ID()]))
		}
	}
	return list
}

func (s *Stream) picture(w netio.TaskInfo) StreamInfo {
	now := s.lane.loop.Now()
	i := StreamInfo{
		ID: s.id, Client: s.from(), Local: s.to(),
		Front: s.front, Back: s.back, Server: s.server,
		Accepted: s.sess.wall, Age: max(now-s.times.Origin, 0), Request: int(s.sess.requests),
		Phase: s.phase(), Retries: s.retries, Method: string(s.Method()), Target: string(s.Target()),
		In: s.BytesRead(), Out: s.BytesSent(), Doing: w.State,
	}
	if s.link != nil {
		i.Dialed = s.link.conn.RemoteAddr()
	}
	if w.Until > 0 {
		i.Until = max(w.Until-now, 0)
	}
	return i
}

// phase is where the request is now, as far as its times tell.
func (s *Stream) phase() Phase {
	switch t := &s.times; {
	case t.Request == 0:
		return InRequest
	case t.Response != 0 || s.local:
		return InData
	case t.Connected != 0:
		return InHeaders
	case t.Queued != 0:
		return InConnect
	}
	return InQueue
}

// CutStream ends the request of that number and reports whether there was one. It must not be called on a loop.
func (g *Gateway) CutStream(id uint64) bool {
	return g.cut(func(s *Stream) bool { return s.id == id }) > 0
}

// CutStreams ends all requests that the server works on. It must not be called on a loop.
func (s *Server) CutStreams() int {
	return s.Back.gateway.cut(func(st *Stream) bool { return st.server == s })
}

// cut ends the requests that a test picks, those that begin meanwhile excepted, and returns how many they were.
func (g *Gateway) cut(picks func(*Stream) bool) (n int) {
	last := netio.Collect(g.Loops, func(l *netio.Loop) uint64 { return g.lanes[l.Shard()].newest() })
	for most := cutShare; most == cutShare; {
		most = 0
		for _, cut := range netio.Collect(g.Loops, func(l *netio.Loop) int {
			return g.lanes[l.Shard()].cut(ErrCutAdmin, last[l.Shard()], picks)
		}) {
			n, most = n+cut, max(most, cut)
		}
	}
	return n
}
