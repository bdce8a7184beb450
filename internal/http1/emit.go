package http1

import "strconv"

// emitter writes the fields of a head to the wire. Neighbours that stand in
// the buffer as they are sent go out with one copy.
type emitter struct {
	h       *Head
	upgrade bool   // the wish to switch protocols is passed on
	te      bool   // te: trailers is passed on
	framed  bool   // our framing field has been written
	conn    string // close, keep-alive or nothing
}

// appendFields appends all fields, our framing and Connection, and the empty line.
func (e *emitter) appendFields(dst []byte) []byte {
	h := e.h
	var from, to uint32 // a run of plain lines not yet copied
	for i := range h.fields {
		f := &h.fields[i]
		if f.flags&fieldPlain != 0 && goesPlain(f.id) {
			if f.name != to {
				dst = append(dst, h.buf[from:to]...)
				from = f.name
			}
			to = f.value + f.valueLen + 2
			continue
		}
		dst = append(dst, h.buf[from:to]...)
		from, to = 0, 0
		dst = e.appendField(dst, f)
	}
	dst = append(dst, h.buf[from:to]...)
	dst = e.appendFraming(dst)
	if e.conn != "" {
		dst = appendLine(dst, "connection", e.conn)
	}
	return append(dst, "\r\n"...)
}

// goesPlain reports the identities that need no thought on the way out.
func goesPlain(id FieldID) bool {
	const thought = 1<<FieldConnection | 1<<FieldContentLength | 1<<FieldTransferEncoding | 1<<FieldKeepAlive |
		1<<FieldProxyConnection | 1<<FieldTE | 1<<FieldUpgrade
	return thought&(1<<id) == 0
}

// appendField appends one field, or what goes out in its place.
func (e *emitter) appendField(dst []byte, f *field) []byte {
	value := e.h.buf[f.value : f.value+f.valueLen]
	switch f.id {
	case FieldContentLength, FieldTransferEncoding:
		return e.appendFraming(dst)
	case FieldConnection:
		return e.appendConnection(dst, f, value)
	case FieldKeepAlive, FieldProxyConnection:
		if f.flags&fieldReceived != 0 {
			return dst
		}
	case FieldTE:
		if !e.te {
			return dst
		}
		e.te = false
		return appendLine(dst, "te", "trailers")
	case FieldUpgrade:
		if !e.upgrade {
			return dst
		}
		return appendItems(dst, "upgrade", value, func(item []byte) bool { return !isHTTP2(item) })
	}
	return appendLine(dst, e.h.buf[f.name:f.name+uint32(f.nameLen)], value)
}

// appendConnection appends the Connection tokens that concern the next hop too.
// Those that a rule added are the operator's and all go out, but for close and
// keep-alive, which the connection's own fate decides.
func (e *emitter) appendConnection(dst []byte, f *field, value []byte) []byte {
	te := e.h.seen&(1<<FieldTE) != 0 && e.h.AcceptsTrailers()
	return appendItems(dst, "connection", value, func(item []byte) bool {
		switch tokenBit(item) {
		case tokenUpgrade:
			return e.upgrade
		case tokenTE:
			return te
		case 0:
			return f.flags&fieldReceived == 0
		}
		return false
	})
}

// appendFraming writes the one framing field of the message, once.
func (e *emitter) appendFraming(dst []byte) []byte {
	if e.framed {
		return dst
	}
	e.framed = true
	switch h := e.h; {
	case h.Framing == FramingChunked || h.hollow:
		return append(dst, "transfer-encoding: chunked\r\n"...)
	case h.Length >= 0 && h.Framing <= FramingLength:
		dst = append(dst, "content-length: "...)
		return append(strconv.AppendInt(dst, h.Length, 10), "\r\n"...)
	}
	return dst
}

// appendItems appends a field with those elements of a list that keep wants,
// or nothing when none is left.
func appendItems(dst []byte, name string, list []byte, keep func([]byte) bool) []byte {
	start := len(dst)
	for item, rest, ok := NextItem(list); ok; item, rest, ok = NextItem(rest) {
		if len(item) == 0 || !keep(item) {
			continue
		}
		if len(dst) == start {
			dst = append(append(dst, name...), ": "...)
		} else {
			dst = append(dst, ',')
		}
		dst = append(dst, item...)
	}
	if len(dst) == start {
		return dst
	}
	return append(dst, "\r\n"...)
}

// appendLine appends `name: value CRLF`.
func appendLine[T, U []byte | string](dst []byte, name T, value U) []byte {
	dst = append(append(dst, name...), ": "...)
	return append(append(dst, value...), "\r\n"...)
}
