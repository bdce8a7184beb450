package http1

import "strconv"

// State names the place in a message at which parsing stopped. Names and
// numbers are those that HAProxy prints in `show errors`.
type State uint8

// The states of a message, in the order of the reference's numbers.
const (
	StateRequestBefore    State = 0
	StateRequestMethod    State = 2
	StateRequestMethodEnd State = 3
	StateRequestTarget    State = 4
	StateRequestTargetEnd State = 5
	StateRequestVersion   State = 6
	StateRequestLineEnd   State = 7
	StateResponseBefore   State = 8
	StateResponseVersion  State = 10
	StateResponseCode     State = 12
	StateResponseReason   State = 14
	StateResponseLineEnd  State = 15
	StateFieldFirst       State = 16
	StateFieldName        State = 17
	StateFieldValue       State = 22
	StateFieldEnd         State = 23
	StateFieldDone        State = 24
	StateLastLF           State = 25
	StateChunkSize        State = 26
	StateData             State = 27
	StateChunkEnd         State = 28
	StateTrailers         State = 29
	StateDone             State = 30
	StateTunnel           State = 31
)

var stateNames = [...]string{
	"MSG_RQBEFORE", "MSG_RQBEFORE_CR", "MSG_RQMETH", "MSG_RQMETH_SP", "MSG_RQURI", "MSG_RQURI_SP",
	"MSG_RQVER", "MSG_RQLINE_END", "MSG_RPBEFORE", "MSG_RPBEFORE_CR", "MSG_RPVER", "MSG_RPVER_SP",
	"MSG_RPCODE", "MSG_RPCODE_SP", "MSG_RPREASON", "MSG_RPLINE_END", "MSG_HDR_FIRST", "MSG_HDR_NAME",
	"MSG_HDR_COL", "MSG_HDR_L1_SP", "MSG_HDR_L1_LF", "MSG_HDR_L1_LWS", "MSG_HDR_VAL", "MSG_HDR_L2_LF",
	"MSG_HDR_L2_LWS", "MSG_LAST_LF", "MSG_CHUNK_SIZE", "MSG_DATA", "MSG_CHUNK_CRLF", "MSG_TRAILERS",
	"MSG_DONE", "MSG_TUNNEL",
}

// String returns the state as `show errors` prints it: its name, and its number in parentheses.
func (s State) String() string {
	if int(s) >= len(stateNames) {
		return "MSG_UNKNOWN(" + strconv.Itoa(int(s)) + ")"
	}
	return stateNames[s] + "(" + strconv.Itoa(int(s)) + ")"
}

// Error is a message that was refused. It lives in the message that returned
// it and is valid until that message is parsed again. After an Error the
// connection it came from must be closed and the rest of its bytes never read.
type Error struct {
	Status int    // what to answer the client: 400, 413, 414, 422 or 431; 502 for a response
	Pos    int    // byte offset into the view given to the parser
	State  State  // where in the message
	Reason string // a few constant words in lower case, without bytes of the message
}

// Error returns the reason and the position.
func (e *Error) Error() string {
	return e.Reason + " at position " + strconv.Itoa(e.Pos)
}
