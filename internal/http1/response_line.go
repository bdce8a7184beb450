package http1

import "bytes"

// scanLine goes over the status line, version SP code [SP reason] CRLF (RFC
// 9112 section 4), and reports whether it is complete. A missing blank behind
// the code is accepted: the reference does, and servers send it.
func (r *Response) scanLine(b []byte, o *Options) (bool, *Error) {
	if r.cur.phase == phaseBefore {
		p, ok, err := r.skipEmptyLines(b, 502, StateResponseBefore)
		if err != nil || !ok {
			return false, err
		}
		r.cur.mark = uint32(p)
		r.pause(phaseStatus, p)
	}
	if r.cur.phase == phaseStatus {
		scan := r.strictStatus
		if o.lenient() {
			scan = r.looseStatus
		}
		if done, err := scan(b); err != nil || !done {
			return false, err
		}
	}
	return r.scanReason(b, o.lenient())
}

// strictStatus takes "HTTP/1.x ddd". At most twelve bytes are looked at again
// when they come in pieces.
func (r *Response) strictStatus(b []byte) (bool, *Error) {
	const form = "HTTP/1.d ddd"
	at := int(r.cur.mark)
	for i := range min(len(b)-at, len(form)) {
		c := b[at+i]
		if form[i] == 'd' && classes[c]&classDigit != 0 || form[i] != 'd' && c == form[i] {
			continue
		}
		if i < 9 {
			return false, r.fail(502, at+i, StateResponseVersion, "bad protocol version")
		}
		return false, r.fail(502, at+i, StateResponseCode, "status code is no three digits")
	}
	if len(b)-at < len(form) {
		return false, nil
	}
	if b[at+7] == '0' {
		r.Version = Version10
	}
	code := b[at+9 : at+12]
	r.Status = int(code[0]-'0')*100 + int(code[1]-'0')*10 + int(code[2]-'0')
	if r.Status < 100 || r.Status > 599 {
		return false, r.fail(502, at+9, StateResponseCode, "status code outside 100 to 599")
	}
	r.cur.mark = uint32(at + len(form))
	r.pause(phaseReason, at+len(form))
	return true, nil
}

// looseStatus takes any protocol name and version, runs of blanks, and codes
// of more than three digits up to 65535. The line is judged when it is there.
func (r *Response) looseStatus(b []byte) (bool, *Error) {
	lf := bytes.IndexByte(b[r.cur.at:], '\n')
	if lf < 0 {
		r.pause(phaseStatus, len(b))
		return false, nil
	}
	at, eol := int(r.cur.mark), int(r.cur.at)+lf
	p := at
	for p < eol && !isBlank(b[p]) {
		p++
	}
	v, ok := looseVersion(b[at:p])
	if !ok {
		return false, r.fail(502, at, StateResponseVersion, "bad protocol version")
	}
	from := skipBlanks(b, p, eol)
	p = spanOf(b[:eol], from, classDigit)
	n, ok := parseLength(b[from:p])
	if !ok || p-from < 3 || n < 100 || n > 65535 || p-from == 3 && n > 599 {
		return false, r.fail(502, from, StateResponseCode, "status code outside 100 to 599")
	}
	if n > 599 || string(b[at:at+7]) != "HTTP/1." {
		r.violate(at)
	}
	r.Version, r.Status = v, int(n)
	r.cur.mark = uint32(p)
	r.pause(phaseReason, p)
	return true, nil
}

// scanReason goes over the reason phrase and the line end.
func (r *Response) scanReason(b []byte, lenient bool) (bool, *Error) {
	from, p := int(r.cur.mark), int(r.cur.at)
	if p == from && p < len(b) && !isBlank(b[p]) && b[p] != '\r' && b[p] != '\n' {
		return false, r.fail(502, p, StateResponseCode, "status code is no three digits")
	}
	eol, next, err := r.scanValue(b, p, phaseReason, 502, lenient)
	if next == 0 {
		if err != nil && err.State == StateFieldValue {
			err.State, err.Reason = StateResponseReason, "control byte in the reason phrase"
		}
		return false, err
	}
	start, end := trim(b, from, eol)
	r.reason = span{uint32(start), uint32(end - start)}
	r.pause(phaseLine, next)
	return true, nil
}
