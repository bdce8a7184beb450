package check

import (
	"encoding/binary"
	"fmt"

	"metergate/internal/conf"
)

var _ = register(kind{
	option: "mysql-check",
	usage:  "option mysql-check [user <name> [{post-41 | pre-41 | post-80}]]",
	help: "Checks servers by their MySQL greeting and, with a user, by a login without a password, in the form of clients of " +
		"version 4.1 and later, before 4.1, or of 8.0.",
	parse: parseMySQLOption,
	plan:  planMySQL,
})

// parseMySQLOption returns what is sent to log in, nil for nothing.
func parseMySQLOption(a *conf.Args) (any, error) {
	if a.Done() {
		return []byte(nil), nil
	}
	if word := a.Next().Text; word != "user" {
		return nil, fmt.Errorf("'%s' only supports optional values: 'user' (got '%s').", a.Name(), word)
	}
	user := a.Next().Text
	if user == "" {
		return nil, fmt.Errorf("'%s user' expects <username> as argument.", a.Name())
	}
	switch word := a.Next().Text; word {
	case "", "post-41":
		return mysqlLogin(user, mysqlHead41, ""), nil
	case "pre-41":
		return mysqlLogin(user, mysqlHead40, ""), nil
	case "post-80":
		return mysqlLogin(user, mysqlHead80, "mysql_native_password\x00"), nil
	default:
		return nil, fmt.Errorf("keyword 'user' only supports 'post-41', 'pre-41' and 'post-80' (got '%s').", word)
	}
}

// What stands before the name of the user: capabilities and the longest packet, of three bytes before 4.1; since then
// of four, and the character set and 23 bytes of nothing.
var (
	mysqlHead40 = []byte{0x00, 0x80, 0x00, 0x00, 0x01}
	mysqlHead41 = mysqlHead(0x8200)
	mysqlHead80 = mysqlHead(0x8200 | 1<<19)
)

func mysqlHead(capabilities uint32) []byte {
	const longest, utf8 = 1<<24 | 0x8000, 33
	head := binary.LittleEndian.AppendUint32(nil, capabilities)
	head = binary.LittleEndian.AppendUint32(head, longest)
	return append(append(head, utf8), make([]byte, 23)...)
}

// mysqlLogin is a login without a password in answer to a greeting, and behind it the command that ends the session.
func mysqlLogin(user string, head []byte, plugin string) []byte {
	body := append(append([]byte(nil), head...), user...)
	body = append(append(body, 0, 0), plugin...)
	packet := append(mysqlHeader(len(body), 1), body...)
	const quit = 1
	return append(append(packet, mysqlHeader(1, 0)...), quit)
}

// mysqlHeader begins a packet: its length and its number.
func mysqlHeader(n int, number byte) []byte {
	return []byte{byte(n), byte(n >> 8), byte(n >> 16), number}
}

// planMySQL reads the greeting and, with a user, what a login is answered. The login is sent before the greeting has come.
func planMySQL(c choice) (*Plan, error) {
	login := c.option.([]byte)
	if login == nil {
		return asks("mysql-check", &replyStep{empty: L7Invalid, read: readGreeting}), nil
	}
	return asks("mysql-check", ask(login), &replyStep{empty: L7Invalid, read: readLogin}), nil
}
