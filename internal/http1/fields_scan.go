package http1

// scanFields goes over field lines from h.cur to the empty line and records
// their places. It returns the position behind the empty line, or 0 when bytes
// are missing. It is one loop over the phases of a line, because it must be
// able to stop at any byte and go on there.
func (h *Head) scanFields(b []byte, status int, o *Options) (int, *Error) {
	p := int(h.cur.at)
	lenient := o != nil && o.Lenient
	for {
		switch h.cur.phase {
		case phaseLine:
			if p == len(b) {
				h.pause(phaseLine, p)
				return 0, nil
			}
			if c := b[p]; c == '\r' || c == '\n' {
				return h.lastLine(b, p, status)
			} else if isBlank(c) {
				if !lenient || len(h.scanned) == 0 {
					return 0, h.fail(status, p, StateFieldFirst, "folded or indented field line")
				}
				h.violate(p)
				h.cur.phase = phaseFold
				continue
			}
			h.cur.mark, h.cur.bad = uint32(p), false
			fallthrough
		case phaseName:
			p = spanOf(b, p, classToken)
			if p == len(b) {
				h.pause(phaseName, p)
				return 0, nil
			}
			if b[p] != ':' || p == int(h.cur.mark) {
				if err := h.strangeName(b, p, status, lenient); err != nil {
					return 0, err
				}
				h.cur.phase = phaseName
				p++
				continue
			}
			h.cur.colon = uint32(p)
			p++
			fallthrough
		case phaseValue:
			eol, next, err := h.scanValue(b, p, phaseValue, status, lenient)
			if next == 0 {
				return 0, err
			}
			if len(h.scanned) >= o.maxFields() {
				return 0, h.fail(status, int(h.cur.mark), StateFieldDone, "too many fields")
			}
			if err := h.addScanned(b, eol, next, status); err != nil {
				return 0, err
			}
			p = next
			h.cur.phase = phaseLine
		case phaseFold:
			eol, next, err := h.scanValue(b, p, phaseFold, status, lenient)
			if next == 0 {
				return 0, err
			}
			h.foldInto(eol)
			p = next
			h.cur.phase = phaseLine
		}
	}
}

// scanValue goes over a value and returns where it and its line end, or 0 as
// next when bytes are missing or an error is returned.
func (h *Head) scanValue(b []byte, p int, ph phase, status int, lenient bool) (eol, next int, err *Error) {
	for {
		p = controlAt(b, p)
		if p+1 < len(b) && b[p] == '\r' && b[p+1] == '\n' {
			return p, p + 2, nil
		}
		if p == len(b) || b[p] == '\r' && p+1 == len(b) {
			h.pause(ph, p)
			return 0, 0, nil
		}
		switch {
		case b[p] == '\n':
			return p, p + 1, nil
		case b[p] == '\t':
		case b[p] == '\r':
			return 0, 0, h.fail(status, p, StateFieldEnd, "carriage return without line feed")
		case !lenient:
			return 0, 0, h.fail(status, p, StateFieldValue, "control byte in a field value")
		default:
			h.violate(p)
		}
		p++
	}
}

// lastLine takes the empty line at p and returns the end of the head.
func (h *Head) lastLine(b []byte, p, status int) (int, *Error) {
	switch end := lineEnd(b, p); end {
	case 0:
		h.pause(phaseLine, p)
		return 0, nil
	case -1:
		return 0, h.fail(status, p, StateLastLF, "carriage return without line feed")
	default:
		h.cur.phase = phaseDone
		return end, nil
	}
}

// strangeName judges a byte of a name that is no token character. Lenient mode
// accepts all but line ends; the field is dropped later.
func (h *Head) strangeName(b []byte, p, status int, lenient bool) *Error {
	switch {
	case b[p] == ':':
		return h.fail(status, p, StateFieldName, "empty field name")
	case b[p] == '\r' || b[p] == '\n':
		return h.fail(status, p, StateFieldName, "field line without a colon")
	case !lenient && isBlank(b[p]):
		return h.fail(status, p, StateFieldName, "blank in or after a field name")
	case !lenient:
		return h.fail(status, p, StateFieldName, "field name is no token")
	}
	h.violate(p)
	h.cur.bad = true
	return nil
}

// addScanned records the field whose line has just ended.
func (h *Head) addScanned(b []byte, eol, next, status int) *Error {
	nameLen := h.cur.colon - h.cur.mark
	if nameLen > 1<<16-1 {
		return h.fail(status, int(h.cur.mark), StateFieldName, "field name too long")
	}
	raw := int(h.cur.colon) + 1
	from, to := trim(b, raw, eol)
	f := field{name: h.cur.mark, nameLen: uint16(nameLen), value: uint32(from), valueLen: uint32(to - from), flags: fieldReceived}
	if from == raw+1 && b[raw] == ' ' && to == eol && next == eol+2 {
		f.flags |= fieldPlain
	}
	if h.cur.bad {
		f.flags |= fieldDropped
		if hidesFraming(b[h.cur.mark:h.cur.colon]) {
			return h.fail(status, int(h.cur.mark), StateFieldName, "malformed name of a framing field")
		}
	}
	h.scanned = append(h.scanned, f)
	return nil
}

// foldInto makes a continuation line, which ended at eol, part of the last value.
func (h *Head) foldInto(eol int) {
	f := &h.scanned[len(h.scanned)-1]
	f.valueLen = uint32(eol) - f.value
	f.flags = f.flags&^fieldPlain | fieldFolded
}

// hidesFraming reports whether a malformed name looks like that of a framing
// field: dropping such a field could hide from us what another party obeys.
func hidesFraming(name []byte) bool {
	for _, want := range [...]string{"content-length", "transfer-encoding"} {
		for i := 0; i+len(want) <= len(name); i++ {
			if equalFold(name[i:i+len(want)], want) {
				return true
			}
		}
	}
	return false
}
