package http1

// Head is the part that requests and responses share: the owned bytes, the
// fields and the framing. Names are in lower case, as HAProxy sends them.
// Slices that its methods return are views of the owned buffer: valid until
// the next edit or the next Parse.
//
// After a Parse, Framing and Length say how to read the body; whoever edits them
// (SetLength and its like, SetStatus) changes what Append announces, so take
// them before.
type Head struct {
	Version Version
	Framing Framing // of the body that follows
	Length  int64   // of the body for FramingLength; what is only told, as in the answer to HEAD; or -1

	// MustClose says that the bytes behind this message must never be read as
	// another one: its framing was ambiguous (Content-Length with
	// Transfer-Encoding, Transfer-Encoding in HTTP/1.0). The peer's connection
	// ends with this message.
	MustClose bool

	// Violation is the position of the first byte that only Lenient let pass,
	// or -1. The reference captures such messages for `show errors`.
	Violation int

	buf     []byte
	fields  []field
	scanned []field // places on the view, until the head is complete and owned
	seen    uint32  // bit set of the identities that may be present
	cur     cursor
	hollow  bool // the framing line is only told: the answer to HEAD, or a 304, of a chunked body
	err     Error
}

// Len returns the number of fields, 0 before the head is complete.
func (h *Head) Len() int { return len(h.fields) }

// Name returns the name of field i, in lower case.
func (h *Head) Name(i int) []byte {
	f := &h.fields[i]
	return h.buf[f.name : f.name+uint32(f.nameLen)]
}

// Value returns the value of field i, without blanks around it.
func (h *Head) Value(i int) []byte {
	f := &h.fields[i]
	return h.buf[f.value : f.value+f.valueLen]
}

// ID returns the identity of field i.
func (h *Head) ID(i int) FieldID { return h.fields[i].id }

// Find returns the index of the first field at or after from that has this
// name (in lower case), or -1.
func (h *Head) Find(name string, from int) int {
	for i := from; i < len(h.fields); i++ {
		if int(h.fields[i].nameLen) == len(name) && string(h.Name(i)) == name {
			return i
		}
	}
	return -1
}

// FindID returns the index of the first field at or after from that has this identity, or -1.
func (h *Head) FindID(id FieldID, from int) int {
	if h.seen&(1<<id) == 0 {
		return -1
	}
	for i := from; i < len(h.fields); i++ {
		if h.fields[i].id == id {
			return i
		}
	}
	return -1
}

// Get returns the value of the first field with this name, in lower case, and whether there is one.
func (h *Head) Get(name string) ([]byte, bool) {
	if i := h.Find(name, 0); i >= 0 {
		return h.Value(i), true
	}
	return nil, false
}

// Count returns how many fields have this name, in lower case.
func (h *Head) Count(name string) int {
	n := 0
	for i := h.Find(name, 0); i >= 0; i = h.Find(name, i+1) {
		n++
	}
	return n
}

// Fits reports whether the head's fields, with n bytes more, take at most limit
// bytes on the wire. What edits left behind in the buffer does not count, and is
// looked at only when it might.
func (h *Head) Fits(n, limit int) bool {
	const around = len(": \r\n")
	n += around * len(h.fields)
	if len(h.buf)+n <= limit {
		return true
	}
	for i := range h.fields {
		n += int(h.fields[i].nameLen) + int(h.fields[i].valueLen)
	}
	return n <= limit
}

// text returns the bytes of a piece, nothing for one that was scanned but not yet owned.
func (h *Head) text(s span) []byte {
	if int(s.off+s.len) > len(h.buf) {
		return nil
	}
	return h.buf[s.off : s.off+s.len]
}

// keep appends text to the buffer and returns its place.
func (h *Head) keep(text []byte) span {
	off := uint32(len(h.buf))
	h.buf = append(h.buf, text...)
	return span{off, uint32(len(text))}
}

// release lets go of memory beyond keep bytes.
func (h *Head) release(keep int) {
	if cap(h.buf) > keep {
		h.buf = nil
	}
}
