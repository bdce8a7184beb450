package check

import "encoding/binary"

const (
	mysqlHeaderLen = 4
	mysqlError     = 0xff
)

// readGreeting reads one packet. Unless it is an error it passes, and what it tells of the version is the text of the
// result.
func readGreeting(in []byte, ended bool) (bool, *Result) {
	done, r := readPacket(in, ended)
	if r == nil {
		r = &Result{Status: L7OK, Info: mysqlVersion(in)}
	}
	return done, r
}

// readLogin reads the greeting and the packet behind it, neither of which may be an error.
func readLogin(in []byte, ended bool) (bool, *Result) {
	done, r := readPacket(in, ended)
	if !done || r != nil {
		return done, r
	}
	greeting, _ := mysqlBody(in)
	done, r = readPacket(in[mysqlHeaderLen+len(greeting):], ended)
	if r == nil {
		r = &Result{Status: L7OK, Info: mysqlVersion(in)}
	}
	return done, r
}

// readPacket reads one packet. An error gives a result, with its code and its text.
func readPacket(in []byte, ended bool) (bool, *Result) {
	body, ok := mysqlBody(in)
	switch {
	case !ok:
		return ended, &Result{Status: L7Invalid}
	case len(body) > 0 && body[0] == mysqlError:
		code, text := mysqlComplaint(body[1:])
		return true, &Result{Status: L7Wrong, Code: code, Info: text}
	}
	return true, nil
}

// mysqlBody returns the body of the packet that in begins with; ok says that it is all there.
func mysqlBody(in []byte) (body []byte, ok bool) {
	if len(in) < mysqlHeaderLen {
		return nil, false
	}
	n := int(in[0]) | int(in[1])<<8 | int(in[2])<<16
	if len(in) < mysqlHeaderLen+n {
		return nil, false
	}
	return in[mysqlHeaderLen : mysqlHeaderLen+n], true
}

// mysqlComplaint reads an error behind its mark: a code of two bytes and a text.
func mysqlComplaint(b []byte) (code int, text string) {
	var number [2]byte
	n := copy(number[:], b)
	return int(binary.LittleEndian.Uint16(number[:])), nulText(b[n:])
}

// mysqlVersion returns the version in a greeting, "" when the packet is none: it stands behind the number of the protocol.
func mysqlVersion(in []byte) string {
	body, _ := mysqlBody(in)
	if len(body) < 2 {
		return ""
	}
	return nulText(body[1:])
}
