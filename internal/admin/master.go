package admin

import (
	"fmt"
	"io"
	"net"
	"strings"

	"metergate/internal/conf"
)

// A Master is what the Runtime API of a master process is served from: it has commands of its own, and passes others on
// to its workers.
//
//	@1 command      to the worker that serves, @!4711 to the worker of that number, @master to the master
//	@1              this and all that follow
//	@@1 commands    the whole line, as it is
type Master interface {
	// Worker opens a way to the Runtime API of the worker that a word such as 1 or !4711 names, for a client with
	// certain rights.
	Worker(word string, c Client) (conn net.Conn, pid int, err error)
	// ReloadFailed reports whether the last reload did.
	ReloadFailed() bool
}

// A Client is what travels with a client that a master passes on.
type Client struct {
	Level    Level
	Modes    []Mode
	severity severityOutput
}

// String returns the client as ParseClient reads it.
func (c Client) String() string {
	words := []string{c.Level.String(), c.severity.String()}
	for _, m := range c.Modes {
		words = append(words, modeNames[m])
	}
	return strings.Join(words, " ")
}

// ParseClient reads a client.
func ParseClient(text string) (c Client, err error) {
	words := strings.Fields(text)
	if len(words) < 2 {
		return c, fmt.Errorf("cannot read the client '%s'", text)
	}
	if c.Level, err = ParseLevel(words[0]); err != nil {
		return c, err
	}
	var ok bool
	if c.severity, ok = parseSeverityOutput(words[1]); !ok {
		return c, fmt.Errorf("cannot read the severity of the client '%s'", text)
	}
	for _, word := range words[2:] {
		for m, name := range modeNames {
			if name == word {
				c.Modes = append(c.Modes, Mode(m))
			}
		}
	}
	return c, nil
}

// ListenMaster serves the Runtime API of a master on the address of -S, which options may follow behind commas.
func ListenMaster(c Config, address string, d *conf.Diagnostics) (*Server, error) {
	s := newServer(c)
	words := strings.Split(address, ",")
	addrs, err := conf.ParseListen(words[0])
	if err != nil {
		return nil, err
	}
	bag, err := conf.ParseOptions(c.File.Global, conf.BindLine, words[1:], nil)
	if err != nil {
		return nil, err
	}
	if _, given := bindLevel.Get(bag); !given {
		bindLevel.Set(bag, Admin)
	}
	s.open(conf.Entry[socketLine]{Value: socketLine{addrs, bag}}, d)
	s.begin()
	return s, nil
}

// passOn answers a command that begins with the name of a worker, or that follows one. It reports whether the command
// was for a worker, or for nobody.
func (s *Session) passOn(command, delimiter string, r *Request) (passed bool) {
	target, rest := s.target, strings.TrimLeft(command, " \t")
	if name, ok := strings.CutPrefix(rest, "@"); ok {
		name, rest, _ = strings.Cut(name, " ")
		target, rest = strings.TrimPrefix(name, "@"), strings.TrimSpace(rest)
		if target == "master" {
			target = ""
		}
		if rest == "" {
			s.turnTo(target)
			return true
		}
	}
	if words := splitWords(rest); target == "" || ownOnly(words) {
		r.words = words
		return false
	}
	if r.HasPayload {
		rest += " <<" + delimiter + "\n" + r.Payload + "\n" + delimiter
	}
	s.forward(target, rest+"\n")
	return true
}

// ownOnly reports whether a command concerns the connection to the client, which the master holds. It has no answer.
func ownOnly(words []string) bool {
	if len(words) == 0 {
		return false
	}
	switch words[0] {
	case "quit", "prompt", "user", "operator", "expert-mode", "experimental-mode":
		return true
	}
	return false
}

// turnTo sends what follows to another process.
func (s *Session) turnTo(target string) {
	if target == "" {
		s.target, s.targetPID = "", 0
		return
	}
	conn, pid, err := s.worker(target)
	if err != nil {
		s.noWorker(target)
		return
	}
	conn.Close()
	s.target, s.targetPID = target, pid
}

// passAll sends a whole line to a worker, as @@ asks.
func (s *Session) passAll(in *input) {
	target, rest, _ := strings.Cut(strings.TrimPrefix(in.text, "@@"), " ")
	if in.announced {
		rest += "<<" + in.delimiter + "\n" + in.payload + "\n" + in.delimiter
	}
	s.forward(target, rest+"\n")
}

func (s *Session) worker(target string) (net.Conn, int, error) {
	return s.api.Master.Worker(target, Client{s.level, s.modes, s.severity})
}

// noWorker ends the line: the rest of it was meant for a worker too.
func (s *Session) noWorker(target string) {
	s.lost = true
	s.say(sevError, "Can't find the target PID matching the prefix '@%s'", target)
}

// forward has a worker answer, and passes the answer on as it comes.
func (s *Session) forward(target, text string) {
	conn, _, err := s.worker(target)
	if err != nil {
		s.noWorker(target)
		return
	}
	defer conn.Close()
	if s.out.flush() != nil {
		return
	}
	if _, err := io.WriteString(conn, text); err != nil {
		return
	}
	if half, ok := conn.(interface{ CloseWrite() error }); ok && half.CloseWrite() != nil {
		return
	}
	io.Copy(flusher{&s.out}, conn)
}

// A flusher sends what is written to it without delay.
type flusher struct{ *output }

func (f flusher) Write(p []byte) (int, error) {
	if _, err := f.output.Write(p); err != nil {
		return 0, err
	}
	return len(p), f.flush()
}

// masterPrompt is the prompt of a client of a master.
func (s *Session) masterPrompt() string {
	switch {
	case s.targetPID != 0:
		return fmt.Sprintf("%d> ", s.targetPID)
	case s.api.Master.ReloadFailed():
		return "master[ReloadFailed]> "
	}
	return "master> "
}
