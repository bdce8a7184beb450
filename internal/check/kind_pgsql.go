package check

import (
	"encoding/binary"
	"errors"
	"fmt"

	"metergate/internal/conf"
)

var _ = register(kind{
	option: "pgsql-check",
	usage:  "option pgsql-check user <name>",
	help:   "Checks servers by the start of a PostgreSQL session of that user: any request to authenticate passes.",
	parse:  parsePostgresOption,
	plan: func(c choice) (*Plan, error) {
		return asks("pgsql-check", ask(postgresStartup(c.option.(string))), &replyStep{read: readPostgres}), nil
	},
})

func parsePostgresOption(a *conf.Args) (any, error) {
	if a.Len() < 2 {
		return nil, fmt.Errorf("'%s' expects 'user <username>' as argument.", a.Name())
	}
	if a.Next().Text != "user" {
		return nil, fmt.Errorf("'%s' only supports optional values: 'user'.", a.Name())
	}
	user := a.Next().Text
	if user == "" {
		return nil, errors.New("the user of a PostgreSQL session needs a name")
	}
	return user, nil
}

const postgresVersion = 3 << 16

// postgresStartup is the StartupMessage of a user: its length, the version of the protocol, and parameters, each
// ending with NUL.
func postgresStartup(user string) []byte {
	body := "user\x00" + user + "\x00\x00"
	msg := binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))
	msg = binary.BigEndian.AppendUint32(msg, postgresVersion)
	return append(msg, body...)
}

// postgresAsks are the kinds of authentication that a healthy server may ask for.
var postgresAsks = map[byte]bool{0: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true, 9: true, 10: true}

// Of a message: its type and length, and where the first field of an error has its text.
const (
	postgresHeader = 5
	postgresText   = 6
	postgresAuth   = 9
)

// readPostgres reads an ErrorResponse, whose first field is told, or an Authentication request.
func readPostgres(in []byte, ended bool) (bool, *Result) {
	switch {
	case len(in) > 0 && in[0] == 'E' && (len(in) >= postgresHeader || ended):
		return true, &Result{Status: L7Invalid, Info: nulText(in[min(len(in), postgresText):])}
	case len(in) < postgresAuth && !ended:
		return false, nil
	case len(in) >= postgresAuth && in[0] == 'R' && asksPostgres(in[1:postgresAuth]):
		return true, &Result{Status: L7OK, Info: "PostgreSQL server is ok"}
	}
	return true, &Result{Status: L7Wrong, Info: "PostgreSQL unknown error"}
}

// asksPostgres reads the length and the kind of an Authentication request, both below 256.
func asksPostgres(b []byte) bool {
	return b[0]|b[1]|b[2]|b[4]|b[5]|b[6] == 0 && postgresAsks[b[7]]
}
