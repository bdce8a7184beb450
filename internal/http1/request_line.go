package http1

import "bytes"

// scanLine goes over the request line, method SP target SP version CRLF (RFC
// 9112 section 3), and reports whether it is complete.
func (r *Request) scanLine(b []byte, o *Options) (bool, *Error) {
	if r.cur.phase == phaseBefore {
		p, ok, err := r.skipEmptyLines(b, 400, StateRequestBefore)
		if err != nil || !ok {
			return false, err
		}
		r.cur.mark = uint32(p)
		r.pause(phaseMethod, p)
	}
	if o.lenient() {
		return r.looseLine(b, o)
	}
	return r.strictLine(b, o)
}

// strictLine is scanLine behind the empty lines. It is one flow over three
// elements, because it must be able to stop at any byte and go on there.
func (r *Request) strictLine(b []byte, o *Options) (bool, *Error) {
	p := int(r.cur.at)
	switch r.cur.phase {
	case phaseMethod:
		p = spanOf(b, p, classToken)
		if p == len(b) {
			r.pause(phaseMethod, p)
			return false, nil
		}
		if b[p] != ' ' {
			return false, r.fail(400, p, StateRequestMethod, "method is no token or not followed by one space")
		}
		r.method = span{r.cur.mark, uint32(p) - r.cur.mark}
		p++
		r.cur.mark = uint32(p)
		fallthrough
	case phaseTarget:
		p = spanOf(b, p, classTarget)
		if p-int(r.cur.mark) > o.maxTarget() {
			return false, r.fail(400, int(r.cur.mark)+o.maxTarget(), StateRequestTarget, "request target too long")
		}
		if p == len(b) {
			r.pause(phaseTarget, p)
			return false, nil
		}
		if b[p] != ' ' || p == int(r.cur.mark) {
			return false, r.fail(400, p, StateRequestTarget, badTarget(b[p], p == int(r.cur.mark)))
		}
		r.target = span{r.cur.mark, uint32(p) - r.cur.mark}
		p++
		r.cur.mark = uint32(p)
	}
	return r.strictVersion(b)
}

// badTarget names what is wrong with a target that ended with byte c.
func badTarget(c byte, empty bool) string {
	switch {
	case c == '\r' || c == '\n':
		return "request line without a version"
	case empty && isBlank(c):
		return "more than one space before the target"
	case c == '#':
		return "fragment in the request target"
	case c >= 0x80:
		return "byte above 127 in the request target"
	}
	return "control byte in the request target"
}

// strictVersion takes HTTP/1.x and the line end. At most ten bytes are looked
// at again when they come in pieces.
func (r *Request) strictVersion(b []byte) (bool, *Error) {
	const want = "HTTP/1."
	at := int(r.cur.mark)
	got := b[at:]
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return false, r.fail(400, at+i, StateRequestVersion, "bad protocol version")
		}
	}
	if len(got) > len(want) && classes[got[len(want)]]&classDigit == 0 {
		return false, r.fail(400, at+len(want), StateRequestVersion, "bad protocol version")
	}
	if len(got) <= len(want)+1 {
		r.pause(phaseVersion, at)
		return false, nil
	}
	if got[len(want)] == '0' {
		r.Version = Version10
	}
	switch end := lineEnd(b, at+len(want)+1); end {
	case 0:
		r.pause(phaseVersion, at)
		return false, nil
	case -1:
		return false, r.fail(400, at+len(want)+1, StateRequestVersion, "bytes behind the protocol version")
	default:
		r.pause(phaseLine, end)
		return true, nil
	}
}

// looseLine is what lenient mode accepts for a request line: runs of blanks,
// bytes above 127 and '#' in the target, any protocol name and version, and
// HTTP/0.9, which has none. The line is judged when it is there as a whole.
func (r *Request) looseLine(b []byte, o *Options) (bool, *Error) {
	lf := bytes.IndexByte(b[r.cur.at:], '\n')
	if lf < 0 {
		r.pause(phaseMethod, len(b))
		return false, nil
	}
	end := int(r.cur.at) + lf
	eol := end
	if eol > int(r.cur.mark) && b[eol-1] == '\r' {
		eol--
	}
	return true, r.judgeLoose(b, eol, end+1, o)
}

// judgeLoose splits a whole request line by runs of blanks.
func (r *Request) judgeLoose(b []byte, eol, next int, o *Options) *Error {
	start := int(r.cur.mark)
	p := spanOf(b[:eol], start, classToken)
	r.method = span{uint32(start), uint32(p - start)}
	if p == eol || !isBlank(b[p]) {
		return r.fail(400, p, StateRequestMethod, "method is no token or not followed by a blank")
	}
	from := skipBlanks(b, p, eol)
	p = from
	for p < eol && b[p] > ' ' && b[p] != 0x7f {
		if b[p] >= 0x80 || b[p] == '#' {
			r.violate(p)
		}
		p++
	}
	if p == from || p < eol && !isBlank(b[p]) || p-from > o.maxTarget() {
		return r.fail(400, p, StateRequestTarget, "bad request target")
	}
	r.target = span{uint32(from), uint32(p - from)}
	from = skipBlanks(b, p, eol)
	r.pause(phaseLine, next)
	return r.looseVersion(b, from, eol)
}

// looseVersion takes any letters, digits, dots and slashes, or nothing, for a version.
func (r *Request) looseVersion(b []byte, from, eol int) *Error {
	if from == eol {
		if r.Method = ParseMethod(b[r.method.off : r.method.off+r.method.len]); r.Method != MethodGet {
			return r.fail(400, eol, StateRequestVersion, "bad protocol version")
		}
		r.violate(eol)
		r.Version, r.MustClose = Version10, true
		r.cur.phase = phaseDone
		return nil
	}
	v, ok := looseVersion(b[from:eol])
	if !ok {
		return r.fail(400, from, StateRequestVersion, "bad protocol version")
	}
	if eol-from != 8 || string(b[from:from+7]) != "HTTP/1." {
		r.violate(from)
	}
	r.Version = v
	return nil
}

// looseVersion reads name/major.minor and takes what is below 1.1 for 1.0.
func looseVersion(word []byte) (Version, bool) {
	slash := bytes.IndexByte(word, '/')
	dot := bytes.LastIndexByte(word, '.')
	if slash <= 0 || dot < slash+2 || dot+1 == len(word) {
		return 0, false
	}
	major, minor := word[slash+1:dot], word[dot+1:]
	if !isClass(word[:slash], classToken) || !isClass(major, classDigit) || !isClass(minor, classDigit) {
		return 0, false
	}
	major, minor = bytes.TrimLeft(major, "0"), bytes.TrimLeft(minor, "0")
	if len(major) == 0 || string(major) == "1" && len(minor) == 0 {
		return Version10, true
	}
	return Version11, true
}

func skipBlanks(b []byte, p, end int) int {
	for p < end && isBlank(b[p]) {
		p++
	}
	return p
}
