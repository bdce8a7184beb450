package check

import (
	"bytes"

	"metergate/internal/conf"
)

var _ = register(kind{
	option: "redis-check",
	usage:  "option redis-check",
	help:   "Checks servers by the Redis command PING, which must be answered by +PONG.",
	parse:  func(*conf.Args) (any, error) { return nil, nil },
	plan: func(choice) (*Plan, error) {
		return asks("redis-check", ask([]byte("*1\r\n$4\r\nPING\r\n")), &replyStep{read: readPong}), nil
	},
})

// readPong waits for the one answer that passes; anything else is final when the server ends.
func readPong(in []byte, ended bool) (bool, *Result) {
	if bytes.Contains(in, []byte("+PONG\r\n")) {
		return true, &Result{Status: L7OK, Info: "Redis server is ok"}
	}
	return ended, &Result{Status: L7Wrong, Info: firstLine(in)}
}
