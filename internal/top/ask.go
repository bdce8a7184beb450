package top

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// A gateway is where the Runtime API listens.
type gateway struct {
	network, addr string
	timeout       time.Duration
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 64 << 20

// parseAddr reads the address of a Runtime API: a path of a socket, which has a slash or exists under unix@, or host:port.
func parseAddr(text string) (gateway, error) {
	g := gateway{timeout: 5 * time.Second}
	path, unix := strings.CutPrefix(text, "unix@")
	switch {
	case text == "":
		return g, errors.New("no address: give the path of a stats socket, or host:port")
	case unix || strings.Contains(text, "/"):
		g.network, g.addr = "unix", path
		return g, nil
	}
	if _, _, err := net.SplitHostPort(text); err != nil {
		return g, fmt.Errorf("%q is neither the path of a socket nor host:port", text)
	}
	g.network, g.addr = "tcp", text
	return g, nil
}

// ask sends one command and returns the answer.
func (g gateway) ask(command string) (string, error) {
	c, err := net.DialTimeout(g.network, g.addr, g.timeout)
	if err != nil {
		return "", fmt.Errorf("cannot reach the gateway: %w", err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(g.timeout))
	if _, err := io.WriteString(c, command+"\n"); err != nil {
		return "", fmt.Errorf("cannot send %q: %w", command, err)
	}
	answer, err := io.ReadAll(io.LimitReader(c, maxAnswer))
	if err != nil {
		return "", fmt.Errorf("cannot read the answer to %q: %w", command, err)
	}
	return string(answer), nil
}
