package proxy

import (
	"errors"
	"io"

	"metergate/internal/http1"
	"metergate/internal/netio"
)

// respond sends the client the response of the server, whose head is there.
func (s *Stream) respond(t *netio.Task) bool {
	s.captureHead(ofResponse, &s.res.Head)
	s.captureCookie(ofResponse, &s.res.Head)
	s.serverAlive = s.res.KeepAlive()
	s.countStatus(s.res.Status)
	hrspClass(s.res.Status).Inc(s.server.Set, s.lane.shard)
	reqTot.Inc(s.server.Set, s.lane.shard)
	s.keepServerKeys()
	s.choosePacking()
	if !s.judgeResponse(t) {
		return false
	}
	if s.leaksCookie() {
		return false
	}
	if s.back.Cookie != nil {
		s.answerCookie()
	}
	s.frame()
	s.judgeAfter(t)
	s.pack()
	s.status = s.res.Status
	s.logEarly(stepResponse)
	if s.res.Framing == http1.FramingTunnel {
		return s.tunnel(t)
	}
	s.keep = s.clientKeeps()
	if err := s.relay(t, s.link.conn); err != nil {
		s.relayFailed(t, err)
		return false
	}
	s.commitStored()
	if !s.upload.done {
		s.sess.parting = partDrain // the client may still send, and is to read its answer
	}
	return true
}

// relay sends head and body. A small response goes out in one piece, since nothing is waited for in between.
func (s *Stream) relay(t *netio.Task, srv *netio.Conn) error {
	err := s.client.Write(s.responseHead(s.keep))
	if err == nil {
		err = s.download.move(srv, s.client, nil)
	}
	for err == nil && !s.download.done {
		err = s.relayMore(t, srv)
	}
	if err == io.EOF && s.download.ends() {
		err = nil
	}
	if err != nil {
		return err
	}
	return s.download.finish(s.client, s.lane.wire)
}

// responseHead writes the head of the response as its client is to see it. It is good until the lane's next use of its wire.
func (s *Stream) responseHead(keep bool) []byte {
	l := s.lane
	l.wire = s.res.Append(l.wire[:0], keep, s.version())
	s.front.Options.Casing.Apply(l.wire, true)
	return l.wire
}

// relayMore waits until there is more of the body and room for it, and relays that.
func (s *Stream) relayMore(t *netio.Task, srv *netio.Conn) error {
	need := srv.Buffered() + 1 // what is there is no whole piece
	if s.tows(&s.download, srv, s.client) {
		if err := s.towDown(t, srv); err != nil || srv.Buffered() == 0 {
			return err
		}
		need = 1
	}
	if err := s.client.Room(t, 1, s.clientDeadline()); err != nil {
		return clientError{err}
	}
	if _, err := srv.Peek(t, need, s.serverDeadline()); err != nil {
		return err
	}
	return s.download.move(srv, s.client, nil)
}

// A clientError is a failure of the client's connection, where one of the server's is possible too.
type clientError struct{ error }

func (e clientError) Unwrap() error { return e.error }

// ends reports whether the end of the connection is the end of the body.
func (b *body) ends() bool { return b.framing == http1.FramingUntilClose }

// frame decides how the end of the response is told to the client: as the server told it, but with the end of the
// connection to a client that knows no chunks. A body that the server ends so is not put in chunks, as it is not by the
// reference: clients of such servers may count on it.
func (s *Stream) frame() {
	s.res.FitClient(s.req.Version)
	s.download.chunked = s.res.Framing == http1.FramingChunked
}

// clientKeeps reports whether the client connection lives on behind this response: both sides want it, and nothing of
// the request is left unread.
func (s *Stream) clientKeeps() bool {
	return s.keep && s.upload.done && s.req.KeepAlive() && s.front.Options.Keep != Close &&
		s.res.Framing != http1.FramingUntilClose && !s.lane.gateway.Process.Stopping.Load()
}

// relayFailed ends a request whose response could not be relayed whole. The client must see that.
func (s *Stream) relayFailed(t *netio.Task, err error) {
	s.keep = false
	s.leaveLink(false)
	var lost clientError
	switch {
	case t.Err() != nil:
		s.abandoned(InData)
	case errors.As(err, &lost) || s.client.Err() != nil:
		s.clientFailed(err, InData)
	case errors.Is(err, netio.ErrDeadline):
		s.countServerAbort()
		s.endAs(ServerTimeout, InData)
	default:
		s.serverCut(err)
	}
	s.breakOff()
}

// serverCut counts a response that the server left unfinished, or whose body is malformed.
func (s *Stream) serverCut(err error) {
	s.responseError()
	if isMalformed(err) {
		s.captureResponse(err, nil)
		s.endAs(ByProxy, InData)
		return
	}
	s.countServerAbort()
	s.endAs(ByServer, InData)
}

// countServerAbort counts a server that left or fell silent in the midst of its response.
func (s *Stream) countServerAbort() {
	srvAbrt.Inc(s.server.Set, s.lane.shard)
	srvAbrt.Inc(s.back.Set, s.lane.shard)
}

// breakOff makes the client see that its response is not complete: by the end of the connection where a length or
// chunks tell, else by a reset.
func (s *Stream) breakOff() {
	if s.res.Framing == http1.FramingUntilClose {
		s.sess.parting = partReset
	}
}

// clientFailed ends a request whose client left or takes nothing.
func (s *Stream) clientFailed(err error, p Phase) {
	s.keep = false
	s.sess.parting = partReset
	if errors.Is(err, netio.ErrDeadline) {
		s.countClientAbort()
		s.endAs(ClientTimeout, p)
		return
	}
	s.clientAborted(p)
}

// clientAborted counts a client that left before its response was complete.
func (s *Stream) clientAborted(p Phase) {
	s.countClientAbort()
	s.endAs(ByClient, p)
}

// countClientAbort counts a client that left or fell silent, unless the request had ended for another reason before.
func (s *Stream) countClientAbort() {
	if s.server == nil || !s.ending.Natural() {
		return // who leaves a queue has aborted no transfer
	}
	cliAbrt.Inc(s.back.Set, s.lane.shard)
	cliAbrt.Inc(s.server.Set, s.lane.shard)
}
