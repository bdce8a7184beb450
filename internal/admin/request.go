package admin

import (
	"fmt"
	"strings"

	"metergate/internal/proxy"
)

// A Request is one call of a command by a client. What is written to it is the answer.
type Request struct {
	*Session
	// Args are the words behind the name of the command.
	Args []string
	// Payload is the lines that followed the command, without the last line feed; HasPayload tells an empty one from
	// none.
	Payload    string
	HasPayload bool

	words []string // of the whole command
}

// Arg returns an argument, empty where there is none.
func (r *Request) Arg(i int) string {
	if i < len(r.Args) {
		return r.Args[i]
	}
	return ""
}

// Gateway is the gateway that is administered.
func (r *Request) Gateway() *proxy.Gateway { return r.api.Gateway }

// Master is the master that is administered, nil in a process that serves.
func (r *Request) Master() Master { return r.api.Master }

// End closes the connection after the answer.
func (r *Request) End() { r.ended = true }

// Write adds to the answer. It fails when the client takes nothing for too long.
func (r *Request) Write(p []byte) (int, error) { return r.out.Write(p) }

// Printf adds to the answer.
func (r *Request) Printf(format string, args ...any) error {
	_, err := fmt.Fprintf(&r.out, format, args...)
	return err
}

// Infof, Noticef and Warnf answer with a message, which carries its severity where the client asked for it.

// Infof answers that all is well.
func (r *Request) Infof(format string, args ...any) error { return r.say(sevInfo, format, args...) }

// Noticef answers with what the client should know.
func (r *Request) Noticef(format string, args ...any) error { return r.say(sevNotice, format, args...) }

// Warnf answers that something did not have the effect that it might seem to have.
func (r *Request) Warnf(format string, args ...any) error { return r.say(sevWarning, format, args...) }

// say writes a message and its line feed.
func (s *Session) say(sev severity, format string, args ...any) error {
	text := strings.TrimRight(fmt.Sprintf(format, args...), "\n")
	_, err := fmt.Fprintf(&s.out, "%s%s\n", s.severity.prefix(sev), text)
	return err
}
