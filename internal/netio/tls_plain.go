package netio

// plainText is payload that waits to be sealed, of one connection of a loop at a time. Small writes of a turn, such as the
// head and the body of an answer, become one record that way. It waits until the end of the turn at most.
type plainText struct {
	owner *tlsLayer // nil when there is none
	b     []byte
}

// add takes p in when it is small, and reports whether it did.
func (x *plainText) add(y *tlsLayer, p []byte) bool {
	if x.owner != y || len(x.b)+len(p) > recordPlain {
		x.seal()
	}
	if len(p) > recordPlain/2 {
		return false
	}
	if x.b == nil {
		x.b = make([]byte, 0, recordPlain)
	}
	x.owner, x.b = y, append(x.b, p...)
	return true
}

// seal seals what waits. A connection that was closed meanwhile has lost it, as all that was queued on it.
func (x *plainText) seal() {
	y, b := x.owner, x.b
	if y == nil {
		return
	}
	x.owner, x.b = nil, b[:0]
	if err := y.protect(b); err != nil && y.c.flags&fClosing == 0 {
		y.c.broke(err)
	}
}
