package peer

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"metergate/internal/netio"
)

// The answers to a hello.
const (
	statusWelcome   = 200
	statusProtocol  = 501
	statusVersion   = 502
	statusNotMe     = 503
	statusNotKnown  = 504
	protocolName    = "HAProxyS"
	versionNow      = "2.1"
	versionBefore   = "2.0"
	maxHello        = 1024
	helloTime       = int64(5e9)
	maxStatusLength = 16
)

// A hello is how the one that connects introduces itself.
type hello struct {
	version string
	to      string // the name of the other side
	from    string
}

// append writes the hello of a process.
func (h *hello) append(dst []byte, pid int) []byte {
	return fmt.Appendf(dst, "%s %s\n%s\n%s %d 0\n", protocolName, h.version, h.to, h.from, pid)
}

// parseHello reads the three lines, or says with which status they are refused.
func parseHello(lines string) (h hello, status int) {
	l := strings.Split(lines, "\n")
	name, version, _ := strings.Cut(l[0], " ")
	if name != protocolName || len(l) < 3 {
		return h, statusProtocol
	}
	major, minor, ok := strings.Cut(version, ".")
	if _, err := strconv.Atoi(minor); !ok || err != nil || major != "2" {
		return h, statusVersion
	}
	h.version, h.to = version, l[1]
	h.from, _, _ = strings.Cut(l[2], " ")
	return h, statusWelcome
}

// readLines takes n lines of text, at most limit bytes.
func readLines(t *netio.Task, c *netio.Conn, n, limit int) (string, error) {
	until := t.Now() + helloTime
	for {
		view := c.View()
		end := 0
		for i := 0; i < n; i++ {
			k := bytes.IndexByte(view[end:], '\n')
			if k < 0 {
				end = -1
				break
			}
			end += k + 1
		}
		if end > 0 && end <= limit {
			text := string(view[:end])
			c.Discard(end)
			return text, nil
		}
		if len(view) >= limit {
			return "", errRange
		}
		if _, err := c.Peek(t, len(view)+1, until); err != nil {
			return "", err
		}
	}
}

// greet introduces this side to the peer and returns what it answered.
func (s *Section) greet(t *netio.Task, c *netio.Conn, p *Peer) (status int, err error) {
	h := hello{version: versionNow, to: p.Name, from: s.Local}
	if p.old {
		h.version = versionBefore
	}
	if err := c.Write(h.append(nil, os.Getpid())); err != nil {
		return 0, err
	}
	line, err := readLines(t, c, 1, maxStatusLength)
	if err != nil {
		return 0, err
	}
	status, err = strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		return 0, io.ErrUnexpectedEOF
	}
	return status, nil
}

// welcome reads the hello of one that connected and answers it. Without an error it is that peer.
func (s *Section) welcome(t *netio.Task, c *netio.Conn) (p *Peer, modern bool, err error) {
	lines, err := readLines(t, c, 3, maxHello)
	if err != nil {
		return nil, false, err
	}
	h, status := parseHello(lines)
	if status == statusWelcome {
		p = s.peer(h.from)
		switch {
		case h.to != s.Local:
			status = statusNotMe
		case p == nil:
			status = statusNotKnown
		}
	}
	if err := c.WriteString(strconv.Itoa(status) + "\n"); err != nil {
		return nil, false, err
	}
	if status != statusWelcome {
		return nil, false, fmt.Errorf("cannot welcome a peer: status %d", status)
	}
	return p, h.version != versionBefore, nil
}
