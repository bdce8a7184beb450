package http2

import "fmt"

// A Code says why a stream or a connection ends (RFC 9113 section 7).
type Code uint32

// The codes that this package sends or looks at.
const (
	NoError         Code = 0x0
	ProtocolError   Code = 0x1
	FlowControl     Code = 0x3
	StreamClosed    Code = 0x5
	FrameSize       Code = 0x6
	RefusedStream   Code = 0x7
	Cancel          Code = 0x8
	Compression     Code = 0x9
	EnhanceYourCalm Code = 0xb
)

// codeNames are the names of all codes, by number.
var codeNames = []string{
	"NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR",
	"REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
}

// String returns the code's name in the standard, or its number.
func (c Code) String() string {
	if int(c) < len(codeNames) {
		return codeNames[c]
	}
	return fmt.Sprintf("code %#x", uint32(c))
}

// An Error is why a request has no whole answer. After it the connection carries nothing any more.
type Error struct {
	Code   Code
	Reason string
	// Malformed says that the frames were right, but what they told is no response.
	Malformed bool
	// Unseen says that the server has not looked at the request, so that it may be sent again whatever it asks for
	// (RFC 9113 section 8.7).
	Unseen bool
}

// Error returns the reason and the name of the code.
func (e *Error) Error() string { return "HTTP/2: " + e.Reason + " (" + e.Code.String() + ")" }
