package admin

import "strings"

// An input is one line of a client and the payload that followed it.
type input struct {
	text      string // of the commands
	payload   string // without the last line feed
	delimiter string // the line that ended it
	announced bool   // there is a payload, though it may be empty
	// crlf says that the line ended as on other systems: its answer has one more empty line, which clients that write
	// so have always seen.
	crlf bool
}

// readInput takes a line apart and reads the payload that it announces; false means that the client has left.
func (s *Session) readInput(line string) (*input, bool) {
	text, crlf := strings.CutSuffix(line, "\r")
	in := &input{}
	in.text, in.delimiter, in.announced = cutPayload(text)
	in.crlf = crlf && text != "" && !in.announced
	ok := true
	if in.announced {
		in.payload, ok = s.readPayload(in.delimiter)
	}
	return in, ok
}

// readPayload returns the lines up to the one that ends the payload.
func (s *Session) readPayload(delimiter string) (payload string, ok bool) {
	var b strings.Builder
	for {
		if s.prompting && s.in.Buffered() == 0 {
			s.out.Write([]byte("+ "))
		}
		if s.out.flush() != nil {
			return "", false
		}
		line, ok := s.readLine()
		switch {
		case !ok:
			s.ended = true
			return "", false
		case strings.TrimSuffix(line, "\r") == delimiter:
			return strings.TrimSuffix(b.String(), "\n"), true
		case b.Len()+len(line) > maxPayload:
			s.say(sevError, payloadTooLong)
			s.ended = true
			return "", false
		}
		b.WriteString(line)
		b.WriteByte('\n')
	}
}
