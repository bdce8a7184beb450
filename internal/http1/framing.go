package http1

// Framing says how the end of a message's body is found on the wire.
type Framing uint8

// The framings of a body.
const (
	FramingNone       Framing = iota // no body follows the head
	FramingLength                    // exactly Length bytes follow
	FramingChunked                   // chunks follow, then perhaps trailers
	FramingUntilClose                // the body ends with the connection (responses only)
	FramingTunnel                    // after this head the connection carries another protocol
)

// String returns a word for logs and tests.
func (f Framing) String() string {
	return [...]string{"none", "length", "chunked", "until-close", "tunnel"}[f]
}

// framer collects what the fields of a head say about the body.
type framer struct {
	length  int64
	lengths int  // content-length fields
	codings int  // transfer-encoding fields
	coded   bool // chunked is the last coding
	other   bool // another coding than chunked was named
	otherAt int
}

// read takes a content-length or transfer-encoding field and returns what is
// wrong with it, or "". A repeated field is marked as dropped.
func (fr *framer) read(f *field, value []byte, loose bool) string {
	if f.id == FieldContentLength {
		if fr.lengths++; fr.lengths > 1 {
			f.flags |= fieldDropped
		}
		return fr.readLength(value)
	}
	if fr.codings++; fr.codings > 1 {
		f.flags |= fieldDropped
	}
	return fr.readCodings(f, value, loose)
}

// readLength takes one value or a list of equal ones (RFC 9110 section 8.6).
func (fr *framer) readLength(value []byte) string {
	known := fr.lengths > 1
	for item, rest, ok := NextItem(value); ok; item, rest, ok = NextItem(rest) {
		n, ok := parseLength(item)
		if !ok {
			return "malformed content-length"
		}
		if known && n != fr.length {
			return "differing content-length"
		}
		fr.length, known = n, true
	}
	if !known {
		return "malformed content-length"
	}
	return ""
}

// parseLength reads decimal digits and nothing else, up to 2^63 - 1.
func parseLength(s []byte) (int64, bool) {
	if len(s) == 0 {
		return 0, false
	}
	var n uint64
	for _, c := range s {
		d := uint64(c - '0')
		if d > 9 || n > (1<<63-1)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return int64(n), n < 1<<63
}

// readCodings takes a transfer-encoding value: chunked must be there, once and
// last (RFC 9112 section 6.1). loose forgives a server empty elements and a repeated chunked.
func (fr *framer) readCodings(f *field, value []byte, loose bool) string {
	empty := true
	for item, rest, ok := NextItem(value); ok; item, rest, ok = NextItem(rest) {
		switch {
		case len(item) == 0:
			if !loose {
				return "empty transfer coding"
			}
			continue
		case equalFold(item, "chunked"):
			if fr.coded && !loose {
				return "chunked applied twice"
			}
			fr.coded = true
		case fr.coded:
			return "chunked is not the last transfer coding"
		default:
			fr.other, fr.otherAt = true, int(f.value)
		}
		empty = false
	}
	if empty && !loose {
		return "empty transfer coding"
	}
	return ""
}

// HasBody reports whether at least one byte of framing or body follows the head.
func (h *Head) HasBody() bool {
	return h.Framing == FramingLength && h.Length > 0 || h.Framing == FramingChunked || h.Framing == FramingUntilClose
}
