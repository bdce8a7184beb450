package admin

import (
	"bufio"
	"errors"
	"net"
	"slices"
	"strings"
	"time"
)

const (
	// maxLine bounds a line of commands.
	maxLine = 16 << 10
	// maxPayload bounds the lines that follow a command.
	maxPayload = 1 << 20
)

// A Session is one client of the Runtime API.
type Session struct {
	api     *Server
	conn    net.Conn
	in      *bufio.Reader
	out     output
	socket  *Socket // where it came in; nil for one that was handed to Serve
	level   Level
	modes   []Mode // that are on
	timeout time.Duration

	severity    severityOutput
	interactive bool // the connection stays after a line
	prompting   bool
	timed       bool // the prompt shows the uptime
	ended       bool

	// On a master: the worker that commands go to, its process, and whether the line named one that there is not.
	target    string
	targetPID int
	lost      bool
}

// Answers that end a session.
const (
	lineTooLong    = "The command line is too big for the buffer size. Please change 'tune.bufsize' in the configuration to use a bigger command."
	payloadTooLong = "The payload is too big."
	tooManyWords   = "Too many arguments. Commands must have at most %d arguments."
)

// serve answers lines until the client is done.
func (s *Session) serve() {
	for !s.ended {
		line, ok := s.readLine()
		if !ok {
			return
		}
		s.answer(line)
		if s.out.flush() != nil || !s.interactive && s.api.Master == nil {
			return
		}
	}
}

// readLine returns the next line without its end. A line that is not ended is no line.
func (s *Session) readLine() (line string, ok bool) {
	s.conn.SetReadDeadline(time.Now().Add(s.timeout))
	text, err := s.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		s.say(sevError, lineTooLong)
		s.out.flush()
	}
	if err != nil {
		return "", false
	}
	return string(text[:len(text)-1]), true
}

// answer runs the commands of a line. Each answer ends with an empty line, the last one with the prompt.
func (s *Session) answer(line string) {
	in, ok := s.readInput(line)
	if !ok {
		return
	}
	if s.lost = false; s.api.Master != nil && strings.HasPrefix(in.text, "@@") {
		s.passAll(in)
		s.prompt()
		return
	}
	commands := splitCommands(in.text)
	for i, command := range commands {
		r := Request{Session: s, words: splitWords(command)}
		if i == len(commands)-1 {
			r.Payload, r.HasPayload = in.payload, in.announced
		}
		if s.answerOne(command, in, &r); s.ended {
			return
		}
		if s.lost {
			break
		}
	}
	if in.crlf {
		s.endAnswer()
	}
	s.prompt()
}

// answerOne answers one command of a line, here or through a worker.
func (s *Session) answerOne(command string, in *input, r *Request) {
	if s.api.Master != nil && s.passOn(command, in.delimiter, r) {
		return
	}
	if s.run(r); s.ended {
		return
	}
	if s.api.Master == nil || !ownOnly(r.words) {
		s.endAnswer()
	}
}

// run answers one command.
func (s *Session) run(r *Request) {
	err := s.dispatch(r)
	if err != nil && !errors.As(err, new(errOutput)) {
		err = s.say(sevError, "%s", err)
	}
	if err != nil {
		s.ended = true
	}
}

// dispatch finds the command and calls it if the client may.
func (s *Session) dispatch(r *Request) error {
	if len(r.words) == 0 {
		return nil
	}
	if len(r.words) > maxWords {
		return messagef(tooManyWords, maxWords)
	}
	c := s.api.commands().find(r.words)
	switch {
	case c == nil:
		return s.say(sevInfo, "%s", unknown(s, r.words))
	case c.Mode != NoMode && !slices.Contains(s.modes, c.Mode):
		return messagef("This command is restricted to %s mode only.", modeNames[c.Mode])
	case c.Level > s.level:
		return errDenied
	}
	r.Args = r.words[len(c.words):]
	return c.Run(r)
}

// endAnswer closes an answer with an empty line.
func (s *Session) endAnswer() { s.out.Write([]byte{'\n'}) }
