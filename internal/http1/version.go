package http1

// Version is a protocol version of a message.
type Version uint8

// The versions that reach a caller. Others are refused, or, in lenient mode,
// taken for the nearest of these two, as the reference does.
const (
	Version10 Version = 10
	Version11 Version = 11
)

// String returns the version as in a start line.
func (v Version) String() string {
	if v == Version10 {
		return "HTTP/1.0"
	}
	return "HTTP/1.1"
}
