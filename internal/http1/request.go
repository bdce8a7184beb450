package http1

// Request is a request head. The zero value is ready; keep it and parse again.
type Request struct {
	Head
	Method Method
	Form   TargetForm

	method span
	target span
	parts  targetParts
}

// Parse reads a request head from the start of view, the bytes received and not
// yet consumed. It returns how many bytes the head took, empty lines before it
// included, and the request then owns a copy; or 0 and no error when the head
// is not complete: call again with the same bytes and more. What was looked at
// is not looked at again. An error is an *Error whose Status is the answer to give.
func (r *Request) Parse(view []byte, o *Options) (int, error) {
	if r.cur.phase == phaseNew || r.cur.phase == phaseDone {
		r.clear()
		r.cur.phase = phaseBefore
	}
	b := view[:min(len(view), o.maxHead())]
	end, err := r.scan(b, o)
	if err == nil && end == 0 && len(b) == o.maxHead() {
		err = r.tooLarge(len(b))
	}
	if err == nil && end > 0 {
		err = r.complete(b[:end], o)
	}
	if err != nil {
		r.clear()
		return 0, err
	}
	return end, nil
}

// tooLarge refuses a head that does not end within the limit, its first line or its fields.
func (r *Request) tooLarge(pos int) *Error {
	status := 414
	if r.cur.phase >= phaseLine {
		status = 431
	}
	return r.fail(status, pos, r.scanState(), "request head too large")
}

// clear empties the request and keeps its memory.
func (r *Request) clear() {
	r.begin()
	r.Method, r.Form = MethodOther, FormOrigin
	r.method, r.target, r.parts = span{}, span{}, targetParts{}
}

// Release abandons the request, be it complete or not, before it is used for
// another connection. Memory beyond keep bytes is let go of, so that a request
// that once carried a giant does not stay one.
func (r *Request) Release(keep int) {
	r.release(keep)
	r.clear()
}

// Start makes r a request of ours, without fields, as health checks send. It
// reports false when method or target is none.
func (r *Request) Start(method, target string, v Version) bool {
	r.clear()
	r.Version = v
	r.SetMethod([]byte(method))
	return IsToken([]byte(method)) && r.SetTarget([]byte(target)) && r.formFits()
}

// scan goes over the start line and the fields.
func (r *Request) scan(b []byte, o *Options) (int, *Error) {
	if r.cur.phase < phaseLine {
		done, err := r.scanLine(b, o)
		if err != nil || !done {
			return 0, err
		}
		if r.cur.phase == phaseDone { // HTTP/0.9: the line is all
			return int(r.cur.at), nil
		}
	}
	return r.scanFields(b, 400, o)
}

// complete owns the bytes of a head that was scanned whole and judges it.
func (r *Request) complete(b []byte, o *Options) *Error {
	r.Method = ParseMethod(b[r.method.off : r.method.off+r.method.len])
	if err := r.own(b, 400, o.lenient()); err != nil {
		return err
	}
	if err := r.judgeTarget(o); err != nil {
		return err
	}
	return r.judgeRequest(o)
}

// scanState is the state to report for a head that never ended.
func (r *Request) scanState() State {
	switch r.cur.phase {
	case phaseBefore:
		return StateRequestBefore
	case phaseMethod:
		return StateRequestMethod
	case phaseTarget:
		return StateRequestTarget
	case phaseVersion:
		return StateRequestVersion
	case phaseName:
		return StateFieldName
	case phaseLine:
		return StateFieldFirst
	}
	return StateFieldValue
}

// MethodText returns the method as it was written.
func (r *Request) MethodText() []byte { return r.text(r.method) }

// SetMethod replaces the method. The text must be a token.
func (r *Request) SetMethod(text []byte) {
	r.Method = ParseMethod(text)
	r.method = r.keep(text)
}
