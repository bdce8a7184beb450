package http1

import (
	"slices"
	"strconv"
)

// SetLength announces a body of n bytes in place of what was announced before.
// The field stands where the old one stood, else behind the fields so far.
func (h *Head) SetLength(n int64) {
	var digits [20]byte
	h.announce("content-length", strconv.AppendInt(digits[:0], n, 10))
	h.Framing, h.Length, h.hollow = FramingLength, n, false
}

// SetChunked announces a body in chunks in place of what was announced before.
func (h *Head) SetChunked() {
	h.announce("transfer-encoding", []byte("chunked"))
	h.Framing, h.Length, h.hollow = FramingChunked, -1, false
}

// SetUntilClose announces a body that ends with the connection.
func (h *Head) SetUntilClose() {
	h.silence(0)
	h.Framing, h.Length, h.hollow = FramingUntilClose, -1, false
}

// SetNoBody announces no body: no framing field is sent.
func (h *Head) SetNoBody() {
	h.silence(0)
	h.Framing, h.Length, h.hollow = FramingNone, -1, false
}

// isFraming reports the fields that the emitters write themselves.
func isFraming(id FieldID) bool { return id == FieldContentLength || id == FieldTransferEncoding }

// announce makes the first framing field say this, and removes the others.
func (h *Head) announce(name string, value []byte) {
	at := slices.IndexFunc(h.fields, func(f field) bool { return isFraming(f.id) })
	h.Add([]byte(name), value)
	if at < 0 {
		return
	}
	last := len(h.fields) - 1
	h.fields[at] = h.fields[last]
	h.fields = h.fields[:last]
	h.silence(at + 1)
}

// silence removes the framing fields at and after from.
func (h *Head) silence(from int) {
	if h.seen&(1<<FieldContentLength|1<<FieldTransferEncoding) == 0 {
		return
	}
	kept := slices.DeleteFunc(h.fields[from:], func(f field) bool { return isFraming(f.id) })
	h.fields = h.fields[:from+len(kept)]
}
