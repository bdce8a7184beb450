package admin

import (
	"fmt"
	"io"
	"time"
)

func init() {
	Register(Command{Name: "prompt", Master: true, Args: "[help | n | i | p | timed ]*", Help: "toggle interactive mode with prompt", Run: runPrompt})
}

const promptUsage = `Usage: prompt [help | n | i | p | timed]*
How the connection goes on after a line of commands:
  help    this text
  n       it is closed
  i       it stays
  p       it stays, and a prompt asks for the next line
  timed   the prompt shows the uptime, or no longer does
Without a word, p is turned on or off.
`

// runPrompt changes what follows a line of commands.
func runPrompt(r *Request) error {
	mode, timed := "", false
	for _, word := range r.Args {
		switch word {
		case "n", "i", "p":
			mode = word
		case "timed":
			timed = true
		case "help":
			return r.Infof("%s", promptUsage)
		default:
			return message(promptUsage)
		}
	}
	s := r.Session
	if timed {
		s.timed = !s.timed
	}
	if mode == "" {
		mode = "p"
		if s.interactive && s.prompting && !timed {
			mode = "n"
		}
	}
	s.interactive, s.prompting = mode != "n", mode == "p"
	return nil
}

// prompt asks for the next line, where the client wants to be asked.
func (s *Session) prompt() {
	switch {
	case !s.prompting:
	case s.timed:
		s.out.Write(fmt.Appendf(nil, "[%s]> ", promptAge(s.api.uptime())))
	case s.api.Master != nil:
		s.out.Write([]byte(s.masterPrompt()))
	default:
		s.out.Write([]byte("> "))
	}
}

// promptAge writes a time as days:hours:minutes:seconds.
func promptAge(d time.Duration) string {
	n := int64(d / time.Second)
	return fmt.Sprintf("%d:%02d:%02d:%02d", n/86400, n/3600%24, n/60%60, n%60)
}

// Bounds of what is read off a client after the last answer.
const (
	partBytes = 64 << 10
	partTime  = time.Second
)

// part ends the way to the client and drops what it still sends: closing with unread input would destroy the answer on
// its way.
func (s *Session) part() {
	if s.out.flush() != nil {
		return
	}
	half, ok := s.conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	s.conn.SetReadDeadline(time.Now().Add(partTime))
	io.CopyN(io.Discard, s.conn, partBytes)
}
