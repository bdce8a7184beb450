package test

import (
	"io"
	"net"
	"strconv"
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

var cmdSpeaker = verbs("speaker", map[string]verb{
	"start": {"NAME TEXT", 2, false, speakerStart},
	"say":   {"NAME TEXT", 2, false, speakerSay},
})

func speakerStart(ts *testscript.TestScript, _ bool, args []string) {
	sp, err := startSpeaker(unescape(ts, args[1]))
	ts.Check(err)
	of(ts).speakers[args[0]] = sp
	of(ts).define(ts, args[0], strconv.Itoa(sp.Addr().(*net.TCPAddr).Port))
}

func speakerSay(ts *testscript.TestScript, _ bool, args []string) {
	sp := of(ts).speakers[args[0]]
	if sp == nil {
		ts.Fatalf("no speaker %s", args[0])
	}
	sp.say(unescape(ts, args[1]))
}
