package test

import (
	"fmt"
	"io"
	"net"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// speaker says the same text to everyone who connects, and closes: the agent of an agent check.
type speaker struct {
	net.Listener
	wg sync.WaitGroup

	mu   sync.Mutex
	text string
}

func startSpeaker(text string) (*speaker, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &speaker{Listener: ln, text: text}
	s.wg.Go(s.serve)
	return s, nil
}

func (s *speaker) serve() {
	for {
		c, err := s.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		io.WriteString(c, s.text)
		s.mu.Unlock()
		c.Close()
	}
}

// Close ends the listening and waits for the goroutine.
func (s *speaker) Close() error {
	err := s.Listener.Close()
	s.wg.Wait()
	return err
}

func (s *speaker) say(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text = text
}

func cmdSpeaker(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	need(ts, args, 3, "speaker start|say NAME TEXT")
	s, name, text := of(ts), args[1], unescape(ts, args[2])
	switch sp := s.speakers[name]; {
	case args[0] == "start" && sp == nil:
		sp, err := startSpeaker(text)
		ts.Check(err)
		s.speakers[name] = sp
		s.define(ts, name, fmt.Sprint(sp.Addr().(*net.TCPAddr).Port))
	case args[0] == "say" && sp != nil:
		sp.say(text)
	default:
		ts.Fatalf("usage: speaker start|say NAME TEXT")
	}
}
