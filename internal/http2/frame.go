package http2

// A kind is the type of a frame (RFC 9113 section 6).
type kind uint8

const (
	kindData         kind = 0x0
	kindHeaders      kind = 0x1
	kindPriority     kind = 0x2
	kindReset        kind = 0x3
	kindSettings     kind = 0x4
	kindPush         kind = 0x5
	kindPing         kind = 0x6
	kindGoAway       kind = 0x7
	kindWindow       kind = 0x8
	kindContinuation kind = 0x9
)

// The flags of frames. A bit means different things on different kinds.
const (
	flagEndStream  = 0x1
	flagAck        = 0x1
	flagEndHeaders = 0x4
	flagPadded     = 0x8
	flagPriority   = 0x20
)

const (
	frameHead = 9       // bytes before the payload of a frame
	maxFrame  = 1 << 14 // the largest payload that this side sends or takes, which every peer takes
	maxWindow = 1<<31 - 1
	streamBit = 1 << 31 // reserved, of a stream's number
)

// preface opens a connection, before the first frame.
const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// A frame is one as it was received; the payload is a view of the input.
type frame struct {
	kind    kind
	flags   uint8
	stream  uint32
	payload []byte
}

func (f *frame) has(flag uint8) bool { return f.flags&flag != 0 }

// frameLength returns the length of the payload that a frame's head announces.
func frameLength(head []byte) int { return int(head[0])<<16 | int(head[1])<<8 | int(head[2]) }

// parseFrame takes a whole frame apart.
func parseFrame(wire []byte) frame {
	return frame{kind: kind(wire[3]), flags: wire[4], stream: number(wire[5:]) &^ streamBit, payload: wire[frameHead:]}
}

// appendFrameHead begins a frame whose payload has n bytes.
func appendFrameHead(dst []byte, n int, k kind, flags uint8, stream uint32) []byte {
	return appendNumber(append(dst, byte(n>>16), byte(n>>8), byte(n), byte(k), flags), stream)
}

// number reads four bytes.
func number(b []byte) uint32 {
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

func appendNumber(dst []byte, n uint32) []byte {
	return append(dst, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

// unpad returns the payload of a frame without its padding; ok is false when there is more padding than payload.
func (f *frame) unpad() (p []byte, ok bool) {
	p = f.payload
	if !f.has(flagPadded) {
		return p, true
	}
	if len(p) == 0 || int(p[0]) >= len(p) {
		return nil, false
	}
	return p[1 : len(p)-int(p[0])], true
}
