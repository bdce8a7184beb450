package http1

// FieldID is a field name that the codec treats specially, or FieldOther.
type FieldID uint8

// The field names with an identity of their own.
const (
	FieldOther FieldID = iota
	FieldHost
	FieldConnection
	FieldContentLength
	FieldTransferEncoding
	FieldKeepAlive
	FieldProxyConnection
	FieldTE
	FieldUpgrade
	FieldExpect
	FieldTrailer
	FieldWebSocketKey
	FieldWebSocketAccept
)

// identify returns the identity of a name in lower case. The length decides
// first, so that ordinary names cost one comparison at most.
func identify(name []byte) FieldID {
	switch len(name) {
	case 2:
		if string(name) == "te" {
			return FieldTE
		}
	case 4:
		if string(name) == "host" {
			return FieldHost
		}
	case 6:
		if string(name) == "expect" {
			return FieldExpect
		}
	case 7:
		switch string(name) {
		case "upgrade":
			return FieldUpgrade
		case "trailer":
			return FieldTrailer
		}
	case 10:
		switch string(name) {
		case "connection":
			return FieldConnection
		case "keep-alive":
			return FieldKeepAlive
		}
	case 14:
		if string(name) == "content-length" {
			return FieldContentLength
		}
	case 16:
		if string(name) == "proxy-connection" {
			return FieldProxyConnection
		}
	case 17:
		switch string(name) {
		case "transfer-encoding":
			return FieldTransferEncoding
		case "sec-websocket-key":
			return FieldWebSocketKey
		}
	case 20:
		if string(name) == "sec-websocket-accept" {
			return FieldWebSocketAccept
		}
	}
	return FieldOther
}

// span is a piece of a head's buffer.
type span struct{ off, len uint32 }

// field is one line of a head: 16 bytes, offsets into the head's buffer.
type field struct {
	name, value uint32 // offsets
	valueLen    uint32
	nameLen     uint16
	id          FieldID
	flags       fieldFlags
}

type fieldFlags uint8

const (
	// fieldPlain marks a line that stands in the buffer exactly as it goes to
	// the wire: `name: value CRLF`. Neighbours are sent with one copy.
	fieldPlain fieldFlags = 1 << iota
	// fieldReceived marks a field that came with the message, not from a rule.
	fieldReceived
	// fieldDropped marks a field that goes away when its head is complete: a
	// repeated or overruled length, what a Connection token nominated, or a
	// name that only lenient mode let pass.
	fieldDropped
	// fieldFolded marks a value that was continued on further lines.
	fieldFolded
)
