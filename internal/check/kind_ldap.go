package check

import "metergate/internal/conf"

var _ = register(kind{
	option: "ldap-check",
	usage:  "option ldap-check",
	help:   "Checks servers by an anonymous bind in LDAPv3, which must succeed.",
	parse:  func(*conf.Args) (any, error) { return nil, nil },
	plan: func(choice) (*Plan, error) {
		return asks("ldap-check", ask(ldapBind), &replyStep{read: readBind}), nil
	},
})

// The tags of a bind in the basic encoding rules, as RFC 4511 has it.
const (
	berInteger    = 0x02
	berEnumerated = 0x0a
	berSequence   = 0x30
	ldapAnswer    = 0x61
)

// ldapBind is the message 1: a bind request of version 3, with neither a name nor a password.
var ldapBind = []byte{berSequence, 12, berInteger, 1, 1, 0x60, 7, berInteger, 1, 3, 0x04, 0, 0x80, 0}

// shortestBind is the length of the shortest answer.
const shortestBind = 14

// readBind reads the answer to the bind: message 1, a bind response, and its result code.
func readBind(in []byte, ended bool) (bool, *Result) {
	if len(in) < shortestBind && !ended {
		return false, nil
	}
	message, whole, ok := berValue(in, berSequence)
	switch {
	case !ok:
		return true, notLDAP()
	case !whole:
		return ended, &Result{Status: L7Invalid}
	}
	id, rest, ok := berSmall(message, berInteger)
	if !ok || id != 1 {
		return true, notLDAP()
	}
	answer, whole, ok := berValue(rest, ldapAnswer)
	if !ok || !whole {
		return true, notLDAP()
	}
	code, _, ok := berSmall(answer, berEnumerated)
	switch {
	case !ok:
		return true, notLDAP()
	case code != 0:
		return true, &Result{Status: L7Wrong, Code: code, Info: "See RFC: http://tools.ietf.org/html/rfc4511#section-4.1.9"}
	}
	return true, &Result{Status: L7OK, Info: "Success"}
}

func notLDAP() *Result { return &Result{Status: L7Invalid, Info: "Not LDAPv3 protocol"} }

// berValue returns the value that b begins with, as far as it is there, and whether that is all of it; ok is false when b
// begins with another tag, or with a length that is none. Lengths have up to four bytes.
func berValue(b []byte, tag byte) (value []byte, whole, ok bool) {
	if len(b) == 0 || b[0] != tag {
		return nil, false, false
	}
	if len(b) == 1 {
		return nil, false, true
	}
	n, rest := int64(b[1]), b[2:]
	if n >= 0x80 {
		digits := int(n & 0x7f)
		switch {
		case digits == 0 || digits > 4:
			return nil, false, false
		case len(rest) < digits:
			return nil, false, true
		}
		n = 0
		for _, d := range rest[:digits] {
			n = n<<8 | int64(d)
		}
		rest = rest[digits:]
	}
	if int64(len(rest)) < n {
		return rest, false, true
	}
	return rest[:n], true, true
}

// berSmall reads a number of one byte, and returns what is behind it.
func berSmall(b []byte, tag byte) (n int, rest []byte, ok bool) {
	if len(b) < 3 || b[0] != tag || b[1] != 1 {
		return 0, nil, false
	}
	return int(b[2]), b[3:], true
}
