package http1

// phase is where a scan stopped for want of bytes.
type phase uint8

const (
	phaseNew    phase = iota // nothing seen of this message
	phaseBefore              // perhaps empty lines before it
	phaseMethod
	phaseTarget
	phaseVersion
	phaseStatus // the status line of a response up to its code
	phaseReason
	phaseLine  // the start of a field line, or the empty line
	phaseName  // inside a field's name
	phaseValue // inside a field's value
	phaseFold  // inside a continuation line (lenient mode only)
	phaseDone
)

// cursor is all that a scan keeps between calls: each byte of a view is looked
// at once, however the bytes trickle in.
type cursor struct {
	phase phase
	bad   bool   // the name being scanned has a byte that only lenient mode allows
	at    uint32 // the next byte to look at
	mark  uint32 // where the element being scanned begins
	colon uint32 // the colon of the field being scanned
}

// begin empties h and keeps its memory.
func (h *Head) begin() {
	h.Version, h.Framing, h.Length = Version11, FramingNone, -1
	h.MustClose, h.Violation, h.hollow = false, -1, false
	h.buf, h.fields, h.scanned, h.seen = h.buf[:0], h.fields[:0], h.scanned[:0], 0
	h.cur = cursor{}
}

// pause keeps the place to go on from with more bytes.
func (h *Head) pause(ph phase, at int) {
	h.cur.phase, h.cur.at = ph, uint32(at)
}

// fail makes the error that a parse ends with.
func (h *Head) fail(status, pos int, st State, reason string) *Error {
	h.err = Error{Status: status, Pos: pos, State: st, Reason: reason}
	return &h.err
}

// violate records the first byte that only lenient mode accepts.
func (h *Head) violate(pos int) {
	if h.Violation < 0 {
		h.Violation = pos
	}
}

// skipEmptyLines passes over CRLF before a start line (RFC 9112 section 2.2)
// and returns where the line begins, or false when it has not begun yet.
func (h *Head) skipEmptyLines(b []byte, status int, st State) (int, bool, *Error) {
	p := int(h.cur.at)
	for p < len(b) {
		switch {
		case b[p] == '\n':
			p++
		case b[p] == '\r' && p+1 == len(b):
			h.pause(phaseBefore, p)
			return 0, false, nil
		case b[p] == '\r' && b[p+1] == '\n':
			p += 2
		case classes[b[p]]&classToken == 0:
			return 0, false, h.fail(status, p, st, "message begins with a byte that is no token")
		default:
			return p, true, nil
		}
	}
	h.pause(phaseBefore, p)
	return 0, false, nil
}

// lineEnd returns the position behind the line end at p, which is CRLF or a
// lone LF (RFC 9112 section 2.2). It returns 0 when a byte is missing and -1
// when a CR is not followed by LF or there is no line end.
func lineEnd(b []byte, p int) int {
	switch {
	case p == len(b):
		return 0
	case b[p] == '\n':
		return p + 1
	case b[p] != '\r':
		return -1
	case p+1 == len(b):
		return 0
	case b[p+1] == '\n':
		return p + 2
	}
	return -1
}
