package http1

// Response is a response head. The zero value is ready; keep it and parse again.
type Response struct {
	Head
	Status int // 100 to 599; lenient mode lets larger ones pass, up to 65535

	reason span
}

// Parse reads a response head from the start of view, as Request.Parse does
// for requests. req is what it answers: its method and upgrade decide what
// follows the head; nil stands for a plain GET, as health checks send. Every
// error has status 502.
//
// A head with Status 1xx other than 101 is an interim response: the final one
// follows it in the same way.
func (r *Response) Parse(view []byte, req *Request, o *Options) (int, error) {
	if r.cur.phase == phaseNew || r.cur.phase == phaseDone {
		r.clear()
		r.cur.phase = phaseBefore
	}
	b := view[:min(len(view), o.maxHead())]
	end, err := r.scan(b, o)
	if err == nil && end == 0 && len(b) == o.maxHead() {
		err = r.fail(502, len(b), r.scanState(), "response head too large")
	}
	if err == nil && end > 0 {
		if err = r.own(b[:end], 502, o.lenient()); err == nil {
			err = r.judge(req, o)
		}
	}
	if err != nil {
		r.clear()
		return 0, err
	}
	return end, nil
}

// clear empties the response and keeps its memory.
func (r *Response) clear() {
	r.begin()
	r.Status, r.reason = 0, span{}
}

// Release abandons the response as Request.Release does.
func (r *Response) Release(keep int) {
	r.release(keep)
	r.clear()
}

// Interim reports a response that another one will follow.
func (r *Response) Interim() bool { return r.Status < 200 && r.Status != 101 }

// Reason returns the reason phrase, perhaps empty.
func (r *Response) Reason() []byte { return r.text(r.reason) }

// SetStatus replaces the status code and its reason phrase; without one, the
// standard one is taken. A code that has no body takes the announced one away.
func (r *Response) SetStatus(code int, reason string) {
	if reason == "" {
		reason = StatusText(code)
	}
	r.Status = code
	off := uint32(len(r.buf))
	r.buf = append(r.buf, reason...)
	r.reason = span{off, uint32(len(reason))}
	switch {
	case code < 200 || code == 204:
		r.SetNoBody()
	case code == 304:
		r.tellOnly()
	}
}

// Start makes r a response of ours, without fields, in HTTP/1.1.
func (r *Response) Start(code int) {
	r.clear()
	r.SetStatus(code, "")
}

// tellOnly keeps the framing field of a body that is not sent.
func (r *Response) tellOnly() {
	r.hollow = r.Framing == FramingChunked
	r.Framing = FramingNone
}

// scan goes over the status line and the fields.
func (r *Response) scan(b []byte, o *Options) (int, *Error) {
	if r.cur.phase < phaseLine {
		if done, err := r.scanLine(b, o); err != nil || !done {
			return 0, err
		}
	}
	return r.scanFields(b, 502, o)
}

func (r *Response) scanState() State {
	switch r.cur.phase {
	case phaseBefore:
		return StateResponseBefore
	case phaseStatus:
		return StateResponseVersion
	case phaseReason:
		return StateResponseReason
	case phaseName:
		return StateFieldName
	case phaseLine:
		return StateFieldFirst
	}
	return StateFieldValue
}

// judge decides what follows the head (RFC 9112 section 6.3).
func (r *Response) judge(req *Request, o *Options) *Error {
	if r.seen&(1<<FieldConnection) != 0 {
		if err := r.nominate(502); err != nil {
			return err
		}
	}
	switch {
	case r.Status == 101:
		return r.judgeSwitch(req, o)
	case r.Status < 200 || r.Status == 204:
		r.SetNoBody()
	case req != nil && req.Method == MethodConnect && r.Status < 300:
		r.SetNoBody()
		r.Framing = FramingTunnel
	case r.Status == 304 || req != nil && req.Method == MethodHead:
		r.tellOnly()
	case r.Framing == FramingNone:
		r.Framing = FramingUntilClose
	}
	return nil
}

// judgeSwitch accepts a 101 only as the answer to an upgrade that this request
// asked for, to a protocol that it named (RFC 9110 section 7.8).
func (r *Response) judgeSwitch(req *Request, o *Options) *Error {
	r.SetNoBody()
	if req == nil || !req.UpgradeAsked() {
		return r.fail(502, 0, StateFieldDone, "protocol switch that was not asked for")
	}
	if !r.UpgradeAsked() || !r.upgradesTo(req) {
		return r.fail(502, 0, StateFieldDone, "protocol switch to what was not offered")
	}
	if r.hasUpgrade("websocket") && !r.hasValue(FieldWebSocketAccept) {
		at := r.FindID(FieldUpgrade, 0)
		if !o.lenient() {
			return r.fail(502, int(r.fields[at].value), StateFieldDone, "websocket switch without an accept key")
		}
		r.violate(int(r.fields[at].value))
	}
	r.Framing = FramingTunnel
	return nil
}

// maxProtocols bounds the protocols that a 101 may announce as layers.
const maxProtocols = 8

// upgradesTo reports whether every protocol announced was offered by req.
func (r *Response) upgradesTo(req *Request) bool {
	n := 0
	for i := r.FindID(FieldUpgrade, 0); i >= 0; i = r.FindID(FieldUpgrade, i+1) {
		for item, rest, ok := NextItem(r.Value(i)); ok; item, rest, ok = NextItem(rest) {
			if n++; n > maxProtocols || len(item) > 0 && (isHTTP2(item) || !req.offers(item)) {
				return false
			}
		}
	}
	return true
}

// offers reports whether the request's Upgrade fields name this protocol.
func (r *Request) offers(protocol []byte) bool {
	for i := r.FindID(FieldUpgrade, 0); i >= 0; i = r.FindID(FieldUpgrade, i+1) {
		if hasItem(r.Value(i), protocol) {
			return true
		}
	}
	return false
}
