package peer

// The classes and types of messages that are sent or understood (peers.txt of HAProxy 3.5, and what it sends).
const (
	classControl = 0
	classError   = 1
	classTable   = 10

	controlAsk       = 0 // for all that the other side knows
	controlFinished  = 1 // a lesson, by one that knows everything
	controlPartial   = 2 // a lesson, by one that does not
	controlConfirm   = 3 // that a lesson was learned
	controlHeartbeat = 4

	errorProtocol = 0
	errorSize     = 1

	tableUpdate     = 0x80
	tableNext       = 0x81 // an update whose number is one more than that before
	tableDefine     = 0x82
	tableSwitch     = 0x83
	tableAck        = 0x84
	tableUpdateLife = 0x85 // an update that tells how long the entry lives on
	tableNextLife   = 0x86

	sized = 0x80 // types from here on have a length
)

// maxMessage bounds the payload of a message: the longest key, all arrays at their full size, and some more.
const maxMessage = 128 << 10

// A message is one of the protocol.
type message struct {
	class, kind byte
	payload     []byte // of the sized kinds
}

// cutMessage takes a message from the front of b. used is 0 where b holds no whole one; want says then how many bytes it needs
// at least.
func cutMessage(b []byte) (m message, used, want int, err error) {
	if len(b) < 2 {
		return m, 0, 2, nil
	}
	m.class, m.kind = b[0], b[1]
	if m.kind < sized {
		return m, 2, 0, nil
	}
	n, rest, ok := cutNumber(b[2:])
	switch {
	case !ok && len(b) >= 2+maxNumber || n > maxMessage:
		return m, 0, 0, errRange
	case !ok:
		return m, 0, len(b) + 1, nil
	}
	head := len(b) - len(rest)
	if len(rest) < int(n) {
		return m, 0, head + int(n), nil
	}
	m.payload = rest[:n]
	return m, head + int(n), 0, nil
}

// appendMessage writes a sized message.
func appendMessage(dst []byte, kind byte, payload []byte) []byte {
	dst = appendNumber(append(dst, classTable, kind), uint64(len(payload)))
	return append(dst, payload...)
}
