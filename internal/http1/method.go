package http1

// Method is a known request method, or MethodOther for any other token.
type Method uint8

// The methods that HAProxy knows by name (`meth` type of samples). Methods are
// case-sensitive: `get` is MethodOther.
const (
	MethodOther Method = iota
	MethodOptions
	MethodGet
	MethodHead
	MethodPost
	MethodPut
	MethodDelete
	MethodTrace
	MethodConnect
)

var methodNames = [...]string{"", "OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT"}

// Safe reports whether requests of the method read only (RFC 9110 section 9.2.1).
func (m Method) Safe() bool {
	return m == MethodGet || m == MethodHead || m == MethodOptions || m == MethodTrace
}

// String returns the method's name, empty for MethodOther.
func (m Method) String() string { return methodNames[m] }

// ParseMethod returns the method that has this exact name.
func ParseMethod(name []byte) Method {
	switch string(name) {
	case "GET":
		return MethodGet
	case "POST":
		return MethodPost
	case "HEAD":
		return MethodHead
	case "PUT":
		return MethodPut
	case "DELETE":
		return MethodDelete
	case "OPTIONS":
		return MethodOptions
	case "CONNECT":
		return MethodConnect
	case "TRACE":
		return MethodTrace
	}
	return MethodOther
}
