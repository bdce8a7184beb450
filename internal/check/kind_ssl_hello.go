package check

import (
	"encoding/binary"

	"metergate/internal/conf"
)

var _ = register(kind{
	option: "ssl-hello-chk",
	usage:  "option ssl-hello-chk",
	help:   "Checks servers by the greeting of an SSLv3 client: a handshake or an alert in return passes. The server option check-ssl is the better check.",
	parse:  func(*conf.Args) (any, error) { return nil, nil },
	plan: func(choice) (*Plan, error) {
		answer := &replyStep{read: readSSLHello, empty: L6Invalid, slow: L6Timeout}
		plan := asks("ssl-hello-chk", ask(sslHello()), answer)
		answer.number = 2 // the reference does not count this connection
		return plan, nil
	},
})

// The types of records, and the length of a record's header.
const (
	sslAlert     = 0x15
	sslHandshake = 0x16
	sslHeader    = 5
)

// sslHello is a ClientHello of SSLv3 with the ciphers 0x0001 to 0x001b and 0x002f to 0x003a, no session and no compression.
func sslHello() []byte {
	var ciphers []byte
	for c := uint16(0x01); c <= 0x3a; c++ {
		if c <= 0x1b || c >= 0x2f {
			ciphers = binary.BigEndian.AppendUint16(ciphers, c)
		}
	}
	body := append([]byte{3, 0}, "this is a check of health, good "...) // version, and 32 bytes that should be random
	body = append(body, 0)                                              // no session
	body = binary.BigEndian.AppendUint16(body, uint16(len(ciphers)))
	body = append(append(body, ciphers...), 1, 0)
	const clientHello = 1
	record := append([]byte{clientHello, 0, byte(len(body) >> 8), byte(len(body))}, body...)
	return append([]byte{sslHandshake, 3, 0, byte(len(record) >> 8), byte(len(record))}, record...)
}

// readSSLHello looks at the type of the first record.
func readSSLHello(in []byte, ended bool) (bool, *Result) {
	switch {
	case len(in) < sslHeader && !ended:
		return false, nil
	case len(in) > 0 && (in[0] == sslHandshake || in[0] == sslAlert):
		return true, &Result{Status: L6OK}
	}
	return true, &Result{Status: L6Invalid}
}
