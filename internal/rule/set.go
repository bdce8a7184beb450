package rule

import "math/bits"

// Set is a set of rulesets: where an action may be used, or which one is parsed.
type Set uint8

// The rulesets.
const (
	TCPConnection Set = 1 << iota // tcp-request connection
	TCPSession                    // tcp-request session
	TCPContent                    // tcp-request content
	TCPResponse                   // tcp-response content
	HTTPRequest                   // http-request
	HTTPResponse                  // http-response
	HTTPAfter                     // http-after-response
	numSets       = iota

	// TCPRequest are all rulesets of tcp-request.
	TCPRequest = TCPConnection | TCPSession | TCPContent
	// TCP are all rulesets that see bytes.
	TCP = TCPRequest | TCPResponse
	// HTTP are all rulesets that see a message's head.
	HTTP = HTTPRequest | HTTPResponse | HTTPAfter
	// All are all rulesets.
	All = TCP | HTTP
)

var setNames = [numSets]string{
	"tcp-request connection", "tcp-request session", "tcp-request content", "tcp-response content",
	"http-request", "http-response", "http-after-response",
}

// String returns the keyword of one ruleset.
func (s Set) String() string { return setNames[bits.TrailingZeros8(uint8(s))] }
