package cookie

// Mode is who makes the cookie.
type Mode uint8

// The modes.
const (
	Passive Mode = iota // the server, and it is left as it is
	Rewrite             // the server, and its value is replaced by the server's name
	Insert              // the gateway
	Prefix              // the server, and the server's name is put before its value
)

// A Policy is a `cookie` line.
type Policy struct {
	Name     string
	Mode     Mode
	Indirect bool // neither the server nor a client that has the right one gets to see it
	NoCache  bool // an answer with a new cookie is marked as private
	PostOnly bool // it is inserted in answers to POST only
	Preserve bool // one that the server sets itself is left to it
	Dynamic  bool // servers without a name have one that is made of their address
	// MaxIdle and MaxLife are how many seconds a cookie is believed after its last and its first use; 0 is no limit.
	MaxIdle, MaxLife int64
	// Attributes stand behind the path, each behind "; ".
	Attributes string
}

// Tells reports whether the policy does anything to cookies, so that logs show what.
func (p *Policy) Tells() bool { return p.Mode != Passive || p.Indirect }

// Hides reports whether servers are not to see the cookie.
func (p *Policy) Hides() bool { return p.Mode == Insert && p.Indirect }

// AppendSet appends the value of a Set-Cookie field that names a server, at now (seconds since 1970). first is when the client
// first had the cookie, 0 for now. A server without a name takes the cookie away from the client.
func (p *Policy) AppendSet(dst []byte, id string, now, first int64) []byte {
	dst = append(append(dst, p.Name...), '=')
	if id == "" {
		dst = append(dst, "; Expires=Thu, 01-Jan-1970 00:00:01 GMT"...)
	} else {
		dst = p.appendDates(append(dst, id...), now, first)
	}
	dst = append(dst, "; path=/"...)
	return append(dst, p.Attributes...)
}

// appendDates appends the last use and, where a life is limited, the first.
func (p *Policy) appendDates(dst []byte, now, first int64) []byte {
	if p.MaxIdle == 0 && p.MaxLife == 0 {
		return dst
	}
	dst = appendDate(append(dst, '|'), now+3)
	if p.MaxLife == 0 {
		return dst
	}
	if first == 0 {
		first = now + 3
	}
	return appendDate(append(dst, '|'), first)
}
