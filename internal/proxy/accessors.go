package proxy

import (
	"metergate/internal/http1"
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// The methods of this file show a stream to fetches, actions and logs. They are called on its loop. Slices are views:
// valid until the task parks or the message is edited.

// ID is the number of the stream, unique within the process.
func (s *Stream) ID() uint64 { return s.id }

// Context is what expressions about the stream are evaluated in.
func (s *Stream) Context() *sample.Ctx { return &s.cx }

// Task is the task that serves the stream.
func (s *Stream) Task() *netio.Task { return s.task }

// Loop is the loop that serves the stream, Shard its number for counters.
func (s *Stream) Loop() *netio.Loop { return s.lane.loop }

// Shard is the number of the stream's loop, for counters.
func (s *Stream) Shard() int { return s.lane.shard }

// Gateway is the gateway that serves the stream.
func (s *Stream) Gateway() *Gateway { return s.lane.gateway }

// Client is the connection that the request came on.
func (s *Stream) Client() *netio.Conn { return s.client }

// Front, Listener, Backend and Server are what the stream passes through; the last two are nil until they are chosen.
func (s *Stream) Front() *Frontend { return s.front }

// Listener is the address that the client connected to.
func (s *Stream) Listener() *Listener { return s.sess.listener }

// Backend is the backend of the request, nil until it is chosen.
func (s *Stream) Backend() *Backend { return s.back }

// Server is the server of the request, nil until it is chosen.
func (s *Stream) Server() *Server { return s.server }

// Request is the head of the request, nil when it never became complete.
func (s *Stream) Request() *http1.Request {
	if !s.parsed {
		return nil
	}
	return &s.req
}

// Response is the head of the response: that of the server, or that of an answer of the gateway's own. It is nil
// before there is one.
func (s *Stream) Response() *http1.Response {
	if s.times.Response == 0 && !s.local {
		return nil
	}
	return &s.res
}

// Local reports that the answer is the gateway's own.
func (s *Stream) Local() bool { return s.local }

// Service is the service that answers, nil without one.
func (s *Stream) Service() Service { return s.service }

// Method is the method as it was received, empty when no request was.
func (s *Stream) Method() []byte { return s.line[:s.methodLen] }

// Target is the request target as it was received.
func (s *Stream) Target() []byte { return s.line[s.methodLen:] }

// Status is the status sent to the client: 0 before there is one, -1 when the connection ended without an answer.
func (s *Stream) Status() int { return s.status }

// Ending is how the request ended, as far as it did.
func (s *Stream) Ending() Ending { return s.ending }

// Times are the moments of the request. Before its end, End is the present.
func (s *Stream) Times() Times {
	t := s.times
	if t.End == 0 {
		t.End = s.lane.loop.Now()
	}
	return t
}

// WallAt turns a moment of Times into the time of day, ns since 1970.
func (s *Stream) WallAt(moment int64) int64 { return s.lane.loop.Wall() - (s.lane.loop.Now() - moment) }

// Accepted is when the client connection was accepted, on the clock of the loop.
func (s *Stream) Accepted() int64 { return s.sess.accepted }

// Retries is how many attempts followed the first; redispatched says that the last one went to another server.
func (s *Stream) Retries() (n int, redispatched bool) { return s.retries, s.redispatched }

// QueuePositions are how many requests were served before this one, itself included, while it waited for its server
// and for any server of the backend; 0 where it did not wait.
func (s *Stream) QueuePositions() (server, backend int) { return s.serverPos, s.queuePos }

// BytesRead is the size of the request as it came from the client, so far.
func (s *Stream) BytesRead() int64 {
	if s.metered {
		return s.clientIn
	}
	return consumed(s.client) - s.clientIn
}

// BytesSent is the size of the response as it was sent to the client, so far.
func (s *Stream) BytesSent() int64 {
	if s.metered {
		return s.clientOut
	}
	return produced(s.client) - s.clientOut
}

// Unfinished reports that the request is logged before its end, for option logasap.
func (s *Stream) Unfinished() bool { return !s.metered }

// Counts are the numbers of connections and streams that a log line shows, the present one excluded where it is over.
func (s *Stream) Counts() (process, front, back, server uint64) {
	process = uint64(max(s.lane.gateway.Sessions(), 0))
	front = sessions.Value(s.front.Set)
	if s.back != nil {
		back = sessions.Value(s.back.Set)
	}
	if s.server != nil {
		server = sessions.Value(s.server.Set)
	}
	return process, front, back, server
}

// Unlog keeps the request out of the log; it is counted as ever.
func (s *Stream) Unlog() { s.unlogged = true }

// Tarpit holds the request back for the time that timeout tarpit gives, or until its client leaves. The action that
// calls it then refuses the request.
func (s *Stream) Tarpit(t *netio.Task) {
	s.client.OnHangup(t)
	s.endAs(ByProxy, InTarpit)
	t.Sleep(after(t.Now(), s.limit(limitTarpit))) // a client that leaves shows in the task's cancel
	s.times.Queued = t.Now()
}
