package http1

import "slices"

// own copies the head that was scanned in b, turns its names to lower case,
// identifies them and reads the lengths. Places found on the view stay right,
// because the copy begins where the view began.
func (h *Head) own(b []byte, status int, lenient bool) *Error {
	h.buf = append(h.buf[:0], b...)
	h.fields, h.scanned = h.scanned, h.fields
	var f framer
	for i := range h.fields {
		fd := &h.fields[i]
		if fd.flags&fieldDropped != 0 {
			continue
		}
		name := h.buf[fd.name:]
		lowerASCII(name, int(fd.nameLen))
		if fd.flags&fieldFolded != 0 {
			h.unfold(fd)
		}
		fd.id = identify(name[:fd.nameLen])
		if fd.id == FieldOther {
			continue
		}
		h.seen |= 1 << fd.id
		if fd.id == FieldContentLength || fd.id == FieldTransferEncoding {
			if reason := f.read(fd, h.buf[fd.value:fd.value+fd.valueLen], status == 502 && lenient); reason != "" {
				return h.fail(status, int(fd.value), StateFieldDone, reason)
			}
		}
	}
	return h.settle(&f, status)
}

// unfold replaces the line ends inside a folded value with spaces (RFC 9112 section 5.2).
func (h *Head) unfold(f *field) {
	v := h.buf[f.value : f.value+f.valueLen]
	for i, c := range v {
		if c == '\r' || c == '\n' || c == '\t' {
			v[i] = ' '
		}
	}
	from, to := trim(h.buf, int(f.value), int(f.value+f.valueLen))
	f.value, f.valueLen = uint32(from), uint32(to-from)
}

// settle decides between the lengths that were read and drops the fields that
// say the same twice or were overruled.
func (h *Head) settle(f *framer, status int) *Error {
	if f.other {
		if status == 400 && f.coded {
			status = 422
		}
		return h.fail(status, f.otherAt, StateFieldDone, "transfer coding other than chunked")
	}
	if f.coded {
		if f.lengths > 0 || h.Version == Version10 {
			h.MustClose = true
		}
		h.Framing = FramingChunked
		if f.lengths > 0 {
			h.dropID(FieldContentLength)
		}
	} else if f.lengths > 0 {
		h.Framing, h.Length = FramingLength, f.length
	}
	if f.lengths+f.codings > 1 || h.Violation >= 0 {
		h.sweep()
	}
	return nil
}

// dropID marks every field of this identity as dropped.
func (h *Head) dropID(id FieldID) {
	for i := range h.fields {
		if h.fields[i].id == id {
			h.fields[i].flags |= fieldDropped
		}
	}
}

// maxNominated bounds the Connection tokens that are looked up among the fields.
const maxNominated = 64

// nominate removes the received fields that the Connection field declares as
// meant for us only (RFC 9110 section 7.6.1), so that rules see what the next
// hop will see. Host, the framing and what belongs to an upgrade stay.
func (h *Head) nominate(status int) *Error {
	n := 0
	for i := h.FindID(FieldConnection, 0); i >= 0; i = h.FindID(FieldConnection, i+1) {
		for item, rest, ok := NextItem(h.Value(i)); ok; item, rest, ok = NextItem(rest) {
			if len(item) == 0 || tokenBit(item) != 0 {
				continue
			}
			if n++; n > maxNominated {
				return h.fail(status, int(h.fields[i].value), StateFieldDone, "too many connection tokens")
			}
			h.dropNominated(item)
		}
	}
	if n > 0 {
		h.sweep()
	}
	return nil
}

// dropNominated marks the fields with this name, but for those that no
// Connection token can take away.
func (h *Head) dropNominated(name []byte) {
	const kept = 1<<FieldHost | 1<<FieldContentLength | 1<<FieldTransferEncoding | 1<<FieldConnection | 1<<FieldTE | 1<<FieldUpgrade
	for i := range h.fields {
		f := &h.fields[i]
		if int(f.nameLen) == len(name) && kept&(1<<f.id) == 0 && equalFold(name, h.Name(i)) {
			f.flags |= fieldDropped
		}
	}
}

// sweep removes the fields that were marked as dropped.
func (h *Head) sweep() {
	h.fields = slices.DeleteFunc(h.fields, func(f field) bool { return f.flags&fieldDropped != 0 })
}
