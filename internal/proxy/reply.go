package proxy

import (
	"metergate/internal/http1"
	"metergate/internal/rule"
)

// An answer of the gateway's own is made in two steps: Respond and its like begin it in the stream's response head,
// where rules may edit it, and sendReply sends it. Actions do the first and return rule.Done or rule.Deny.

// Respond begins an answer of the gateway's own, without fields and body, and returns its head.
func (s *Stream) Respond(status int) *http1.Response {
	s.local, s.service = true, nil
	s.body = s.body[:0]
	s.res.Start(status)
	s.res.SetLength(0)
	return &s.res
}

// RespondBody gives the answer a body, which is copied.
func (s *Stream) RespondBody(body []byte) {
	s.body = append(s.body[:0], body...)
	s.res.SetLength(int64(len(s.body)))
}

// RespondPage begins an answer with the page for a status: that of the backend or frontend, else the built-in one.
func (s *Stream) RespondPage(status int) {
	s.local, s.service = true, nil
	if page := s.ownPage(status); page != nil {
		s.RespondReply(page)
		return
	}
	p := http1.LookupErrorPage(status)
	p.Fill(&s.res)
	if !s.parsed {
		s.body = p.Append(s.body[:0])
		s.raw = s.body
		return
	}
	s.body = append(s.body[:0], p.Body...)
	s.closes(p.Closes)
}

// closes ends the connection with an answer that says so.
func (s *Stream) closes(yes bool) { s.keep = s.keep && !yes }

// ownPage returns the configured page for a status, or nil without one.
func (s *Stream) ownPage(status int) *rule.Reply {
	if s.back != nil {
		if page, ok := s.back.Pages[status]; ok {
			return page
		}
	}
	return s.front.Pages[status]
}

// RespondReply begins an answer as a rule or an http-error line describes it.
func (s *Stream) RespondReply(r *rule.Reply) {
	switch {
	case r.Errorfile != nil:
		s.local, s.service = true, nil
		s.respondWire(r.Errorfile, r.Status)
	case r.Page:
		s.RespondPage(r.Status)
	default:
		s.respondMade(r)
	}
}

// respondMade begins an answer that the line itself describes. Its texts are made before the answer takes the place of a
// response that they may be made of.
func (s *Stream) respondMade(r *rule.Reply) {
	l, cx := s.lane, &s.cx
	l.line = l.line[:0]
	for i := range r.Headers {
		l.line = r.Headers[i].Value.Append(l.line, cx)
		l.cuts = append(l.cuts, len(l.line))
	}
	if r.Format != nil {
		l.data = r.Format.Append(l.data[:0], cx)
	}
	head := s.Respond(r.Status)
	from := 0
	for i := range r.Headers {
		if l.cuts[i] > from { // a field without a value is left out
			head.Add([]byte(r.Headers[i].Name), l.line[from:l.cuts[i]])
		}
		from = l.cuts[i]
	}
	l.cuts = l.cuts[:0]
	if r.ContentType != "" {
		head.Set([]byte("content-type"), []byte(r.ContentType))
	}
	switch {
	case r.Format != nil:
		s.RespondBody(l.data)
	case r.Body != nil:
		s.RespondBody(r.Body)
	}
}

// respondWire takes a whole response apart, head included, as error files hold them, so that it is edited as every
// answer. Its connection ends where it says so or has no length. One that is no response is sent as it is, and counts
// as the status that it stands for; an empty one ends the connection without an answer.
func (s *Stream) respondWire(wire []byte, status int) {
	s.res.Release(keepBuffer)
	n, err := s.res.Parse(wire, nil, &lenientPage)
	if err != nil || n == 0 {
		s.res.Release(keepBuffer)
		s.res.Start(status)
		s.raw = wire
		s.keep = false
		return
	}
	s.body = append(s.body[:0], wire[n:]...)
	if s.res.Framing != http1.FramingUntilClose {
		s.res.SetLength(int64(len(s.body)))
	}
	s.closes(!s.res.KeepAlive())
}

// lenientPage lets pages pass that were written for old browsers.
var lenientPage = http1.Options{MaxHead: 64 << 10, Lenient: true}

// replyPage answers with the page for a status.
func (s *Stream) replyPage(status int) {
	s.RespondPage(status)
	s.sendReply()
	s.status = status
}

// sendReply sends the answer of the gateway's own that was begun. With a request that is not read to its end the
// connection ends too.
func (s *Stream) sendReply() {
	if s.front.Mode == ModeTCP {
		s.dropClient() // there is no protocol to say anything in
		return
	}
	if !s.local {
		s.RespondPage(500)
	}
	if s.times.Request == 0 && s.parsed && s.ending.Phase != InTarpit {
		s.times.Request = s.task.Now()
	}
	if s.service != nil {
		s.serve(s.task)
		return
	}
	s.status = s.res.Status
	if s.raw != nil {
		s.drainUpload()
		s.client.Write(s.raw)
		return
	}
	s.writeReply(s.body)
}

// writeReply writes head and body of the answer; HEAD gets the head only.
func (s *Stream) writeReply(body []byte) {
	s.drainUpload()
	s.res.FitClient(s.version())
	s.judgeAfter(s.task)
	s.keep = s.keep && s.clientKeeps()
	head := s.responseHead(s.keep)
	if s.parsed && s.req.Method == http1.MethodHead || s.res.Framing == http1.FramingNone {
		body = nil
	}
	s.lane.wire = append(head, body...)
	s.client.Write(s.lane.wire) // a client that left gets no answer
}

// version is the one of the request; one that could not be read is taken for HTTP/1.1.
func (s *Stream) version() http1.Version {
	if !s.parsed {
		return http1.Version11
	}
	return s.req.Version
}

// drainUpload drops what came of the request's body. What is still to come ends the connection: it is read and dropped
// for a while, so that the client gets to see the answer.
func (s *Stream) drainUpload() {
	if !s.parsed {
		s.sess.parting = partDrain
		return
	}
	s.stopPump()
	s.upload.drop(s.client)
	if !s.upload.done {
		s.keep = false
		s.sess.parting = partDrain
	}
}
