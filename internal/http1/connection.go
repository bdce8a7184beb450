package http1

// connTokens are the Connection tokens that mean something to us.
type connTokens uint8

const (
	tokenClose connTokens = 1 << iota
	tokenKeepAlive
	tokenUpgrade
	tokenTE
)

// tokenBit returns the bit of one Connection token, or 0.
func tokenBit(item []byte) connTokens {
	switch len(item) {
	case 2:
		if equalFold(item, "te") {
			return tokenTE
		}
	case 5:
		if equalFold(item, "close") {
			return tokenClose
		}
	case 7:
		if equalFold(item, "upgrade") {
			return tokenUpgrade
		}
	case 10:
		if equalFold(item, "keep-alive") {
			return tokenKeepAlive
		}
	}
	return 0
}

// tokens reads the Connection fields as they are now, edits of rules included.
func (h *Head) tokens() (t connTokens) {
	for i := h.FindID(FieldConnection, 0); i >= 0; i = h.FindID(FieldConnection, i+1) {
		for item, rest, ok := NextItem(h.Value(i)); ok; item, rest, ok = NextItem(rest) {
			t |= tokenBit(item)
		}
	}
	return t
}

// KeepAlive reports whether the sender of this head lets its connection live
// on behind the message: HTTP/1.1 without close, or HTTP/1.0 with keep-alive
// and without close, and a framing that is beyond doubt.
func (h *Head) KeepAlive() bool {
	if h.MustClose || h.Framing == FramingUntilClose {
		return false
	}
	t := h.tokens()
	return t&tokenClose == 0 && (h.Version == Version11 || t&tokenKeepAlive != 0)
}

// UpgradeAsked reports whether this head asks for, or in a 101 announces,
// another protocol: a Connection upgrade token and an Upgrade field that names
// more than HTTP/2, in HTTP/1.1 (RFC 9110 section 7.8).
func (h *Head) UpgradeAsked() bool {
	const both = 1<<FieldConnection | 1<<FieldUpgrade
	if h.seen&both != both || h.Version == Version10 || h.tokens()&tokenUpgrade == 0 {
		return false
	}
	for i := h.FindID(FieldUpgrade, 0); i >= 0; i = h.FindID(FieldUpgrade, i+1) {
		for item, rest, ok := NextItem(h.Value(i)); ok; item, rest, ok = NextItem(rest) {
			if len(item) > 0 && !isHTTP2(item) {
				return true
			}
		}
	}
	return false
}

// hasUpgrade reports whether an Upgrade field names this protocol.
func (h *Head) hasUpgrade(protocol string) bool {
	for i := h.FindID(FieldUpgrade, 0); i >= 0; i = h.FindID(FieldUpgrade, i+1) {
		if hasItem(h.Value(i), []byte(protocol)) {
			return true
		}
	}
	return false
}

// isHTTP2 reports the upgrade tokens that are never passed on: the reference
// does not switch a cleartext connection to HTTP/2 in the middle.
func isHTTP2(item []byte) bool { return equalFold(item, "h2c") || equalFold(item, "h2") }

// AcceptsTrailers reports a TE field with a plain trailers token: the only
// member that may be sent on, and a leave to send trailers to this client.
func (h *Head) AcceptsTrailers() bool {
	for i := h.FindID(FieldTE, 0); i >= 0; i = h.FindID(FieldTE, i+1) {
		if hasItem(h.Value(i), []byte("trailers")) {
			return true
		}
	}
	return false
}
