package proxy

import "encoding/binary"

// A hello is what the first message of a TLS handshake says, as far as rules on content ask. Its slices are views.
type hello struct {
	kind       int // 1 of a client, 2 of a server
	version    int // major and minor, 16 bits each
	ciphers    []byte
	extensions []byte
}

// The extensions that rules ask for.
const (
	extServerName = 0
	extGroups     = 10
	extPoints     = 11
	extSigAlgs    = 13
	extALPN       = 16
	extTicket     = 35
	extKeyShare   = 51
)

// parseHello reads the first message of a handshake. It reports whether there is one; more says that it is not complete.
func parseHello(b []byte) (h hello, ok, more bool) {
	const head = 5 + 4 // of the record and of the message
	switch {
	case len(b) > 0 && b[0] != 0x16, len(b) > 1 && b[1] != 3, len(b) > 2 && b[2] > 4:
		return h, false, false
	case len(b) < head:
		return h, false, true
	}
	h.kind = int(b[5])
	n := int(b[6])<<16 | int(b[7])<<8 | int(b[8])
	if n > maxInspect || h.kind != 1 && h.kind != 2 {
		return h, false, false
	}
	body := b[head:]
	if len(body) < n {
		return h, false, true
	}
	r := reader{body[:n]}
	h.version = r.number(1)<<16 | r.number(1)
	r.take(32)
	r.block(1)
	if h.kind == 1 {
		h.ciphers = r.block(2)
		r.block(1)
	} else {
		r.take(3)
	}
	h.extensions = r.block(2)
	return h, true, false
}

// extension returns the content of an extension, and whether it is there.
func (h *hello) extension(kind int) ([]byte, bool) {
	r := reader{h.extensions}
	for len(r.b) > 0 {
		k, content := r.number(2), r.block(2)
		if k == kind {
			return content, true
		}
	}
	return nil, false
}

// serverName is the name that the client asks for.
func (h *hello) serverName() []byte {
	content, _ := h.extension(extServerName)
	r := reader{content}
	r = reader{r.block(2)}
	if r.number(1) != 0 {
		return nil
	}
	return r.block(2)
}

// protocol is the first protocol that the client offers.
func (h *hello) protocol() []byte {
	content, _ := h.extension(extALPN)
	r := reader{content}
	r = reader{r.block(2)}
	return r.block(1)
}

// list is the content of an extension that is one list.
func (h *hello) list(kind int) []byte {
	content, _ := h.extension(kind)
	r := reader{content}
	return r.block(2)
}

// shares are the groups that the client offers keys of.
func (h *hello) shares() (groups []byte) {
	r := reader{h.list(extKeyShare)}
	for len(r.b) > 3 {
		groups = binary.BigEndian.AppendUint16(groups, uint16(r.number(2)))
		r.block(2)
	}
	return groups
}

// A reader takes numbers and blocks off a message. At its end it gives zeroes and empty blocks.
type reader struct{ b []byte }

func (r *reader) take(n int) []byte {
	n = min(n, len(r.b))
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

// number takes a number of n bytes.
func (r *reader) number(n int) (v int) {
	for _, c := range r.take(n) {
		v = v<<8 | int(c)
	}
	return v
}

// block takes what a length of n bytes announces.
func (r *reader) block(n int) []byte { return r.take(r.number(n)) }
