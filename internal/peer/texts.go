package peer

// maxTexts is how many texts each direction of a session remembers by number, and maxText how long one can be.
const (
	maxTexts = 128
	maxText  = 4096
)

// texts are those that were sent in one direction, so that they need not be sent again.
type texts struct {
	known [maxTexts]string
	next  int // that is given up next
}

// find gives the number of a text, counted from 1 as on the wire; known tells that the other side has it already.
func (x *texts) find(s string) (number uint64, known bool) {
	for i := range x.known {
		if x.known[i] == s {
			return uint64(i + 1), true
		}
	}
	i := x.next
	x.known[i] = s
	x.next = (i + 1) % maxTexts
	return uint64(i + 1), false
}

// append writes a text, or the number of one that was sent before.
func (x *texts) append(dst []byte, s string) []byte {
	if s == "" {
		return append(dst, 0)
	}
	number, known := x.find(s)
	var buf [2 * maxNumber]byte
	head := appendNumber(buf[:0], number)
	if known {
		return append(appendNumber(dst, uint64(len(head))), head...)
	}
	head = appendNumber(head, uint64(len(s)))
	dst = append(appendNumber(dst, uint64(len(head)+len(s))), head...)
	return append(dst, s...)
}

// read takes a text; "" is none.
func (x *texts) read(r *reader) string {
	n := r.number()
	if n == 0 {
		return ""
	}
	inner := reader{b: r.bytes(n), err: r.err}
	number := inner.number()
	if inner.err != nil || number < 1 || number > maxTexts {
		r.err = errRange
		return ""
	}
	if len(inner.b) == 0 {
		return x.known[number-1]
	}
	n = inner.number()
	if n > maxText {
		r.err = errRange
		return ""
	}
	text := string(inner.bytes(n))
	if inner.err != nil {
		r.err = inner.err
		return ""
	}
	x.known[number-1] = text
	return text
}
