package http1

import "slices"

// Add appends a field. The name must be a token and is turned to lower case;
// CR, LF and NUL of the value become spaces, so that no value can end its line.
// Both may be views of this head. Framing fields that are added have no effect:
// the emitters write their own (see SetLength and SetChunked).
func (h *Head) Add(name, value []byte) {
	n := h.keep(name)
	lowerASCII(h.buf[n.off:], int(n.len))
	v := h.keepValue(value)
	id := identify(h.text(n))
	h.seen |= 1 << id
	h.fields = append(h.fields, field{name: n.off, nameLen: uint16(n.len), value: v.off, valueLen: v.len, id: id})
}

// Set removes every field with this name and appends one, as the reference's set-header does.
func (h *Head) Set(name, value []byte) {
	v := h.keep(value)
	h.Del(name)
	h.Add(name, h.text(v))
}

// Del removes every field with this name, in any case, and returns how many there were.
func (h *Head) Del(name []byte) int {
	before := len(h.fields)
	for i := before - 1; i >= 0; i-- {
		if int(h.fields[i].nameLen) == len(name) && equalFold(h.Name(i), name) {
			h.DelAt(i)
		}
	}
	return before - len(h.fields)
}

// DelAt removes field i. The following ones move down by one.
func (h *Head) DelAt(i int) { h.fields = slices.Delete(h.fields, i, i+1) }

// SetValueAt replaces the value of field i where it stands.
func (h *Head) SetValueAt(i int, value []byte) {
	v := h.keepValue(value)
	f := &h.fields[i]
	f.value, f.valueLen = v.off, v.len
	f.flags &^= fieldPlain | fieldReceived
}

// keepValue is keep for bytes that must stay on one line.
func (h *Head) keepValue(value []byte) span {
	s := h.keep(value)
	v := h.text(s)
	for p := controlAt(v, 0); p < len(v); p = controlAt(v, p+1) {
		if v[p] == '\r' || v[p] == '\n' || v[p] == 0 {
			v[p] = ' '
		}
	}
	return s
}
