package history

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"path/filepath"
	"time"
)

// A newer process gets the directory, and an older one reports what it counts afterwards, over the owner's socket. Each
// message is one line of JSON:
//
//	newer: {"want":true}
//	owner: {"yours":true}           once it stops, has written its last tick and has closed the database
//	older: {"counts":[{"name":"haproxy_frontend_requests_total","labels":["proxy","fe"],"value":17},...]}
//	owner: {"taken":true}           what is not taken is reported again, to whoever is the owner then
//
// So a counter begins at 0 in the newer process, as scrapers expect after a restart, and goes up by what either process
// counts: nothing is counted twice and nothing is lost.
type message struct {
	Want   bool    `json:"want,omitempty"`
	Yours  bool    `json:"yours,omitempty"`
	Counts []count `json:"counts,omitempty"`
	Taken  bool    `json:"taken,omitempty"`
}

// A report is what came from an older process.
type report struct {
	counts []count
	taken  chan struct{} // closed when it is
}

// A successor is a newer process that waits for the directory.
type successor struct{ conn net.Conn }

const (
	// reportWait bounds how long a report may take.
	reportWait = 5 * time.Second
	// maxReport bounds a line.
	maxReport = 64 << 20
)

// ask waits until the directory may be free. It returns false when the store quits.
func (s *Store) ask() bool {
	conn, err := net.Dial("unix", filepath.Join(s.dir, socketName))
	if err != nil {
		select {
		case <-s.quit:
			return false
		case <-time.After(claimPoll):
			return true
		}
	}
	defer conn.Close()
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		if json.NewEncoder(conn).Encode(message{Want: true}) == nil {
			conn.Read(make([]byte, 64)) // whatever it says, or its end, is a reason to look
		}
	}()
	select {
	case <-s.quit:
		conn.Close()
		<-heard
		return false
	case <-heard:
		return true
	}
}

// serve hears other processes until the socket is closed.
func (s *Store) serve(o *owner) {
	for {
		conn, err := o.socket.Accept()
		if err != nil {
			o.conns.Wait()
			return
		}
		o.conns.Add(1)
		go func() {
			defer o.conns.Done()
			s.hear(conn)
		}()
	}
}

// hear reads the message of one process.
func (s *Store) hear(conn net.Conn) {
	conn.SetDeadline(time.Now().Add(reportWait))
	lines := bufio.NewScanner(conn)
	lines.Buffer(make([]byte, 4096), maxReport)
	var m message
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &m) != nil {
		conn.Close()
		return
	}
	if m.Want {
		conn.SetDeadline(time.Time{})
		select {
		case s.wanted <- &successor{conn}:
		case <-s.quit:
			conn.Close()
		}
		return
	}
	defer conn.Close()
	r := report{m.Counts, make(chan struct{})}
	select {
	case s.reports <- r:
		<-r.taken
		json.NewEncoder(conn).Encode(message{Taken: true}) // one that does not hear it will report again
	case <-s.quit:
	}
}

// yield gives the directory away, if it is still ours: a last tick, and from then on reports.
func (s *Store) yield(waits []*successor) {
	if s.owner != nil {
		s.o.Permit(func() { s.tick(s.moment()) })
		s.marks = map[*series]mark{}
		s.cache.since(s.latest, s.marks)
		s.release()
	}
	for _, n := range waits {
		n.conn.SetDeadline(time.Now().Add(reportWait))
		json.NewEncoder(n.conn).Encode(message{Yours: true}) // the end of the connection says the same
		n.conn.Close()
	}
}

// release closes the database and lets others have the directory.
func (s *Store) release() {
	s.shut()
	s.Events.close()
	s.owner.release()
	s.owner = nil
}

// report sends what was counted since the last report to the owner.
func (s *Store) report() {
	before := make(map[*series]mark, len(s.marks))
	for k, m := range s.marks {
		before[k] = m
	}
	counts := s.cache.since(s.cache.read(s.o.Walk(), nil), s.marks)
	if len(counts) == 0 {
		return
	}
	if err := send(s.dir, counts); err != nil {
		s.marks = before
	}
}

// send reports to the owner and waits until it has taken the report.
func send(dir string, counts []count) error {
	conn, err := net.Dial("unix", filepath.Join(dir, socketName))
	if err != nil {
		return fmt.Errorf("cannot reach the owner of the history: %w", err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(reportWait))
	if err := json.NewEncoder(conn).Encode(message{Counts: counts}); err != nil {
		return fmt.Errorf("cannot report to the owner of the history: %w", err)
	}
	var m message
	if err := json.NewDecoder(conn).Decode(&m); err != nil || !m.Taken {
		return fmt.Errorf("the owner of the history does not take the report: %w", err)
	}
	return nil
}

// endWait bounds how long the end waits for the database to open: the end of the process lets go of it as well.
const endWait = 2 * time.Second

// end is the last that a store does.
func (s *Store) end(waits []*successor) {
	if s.opening {
		select {
		case o := <-s.opened:
			s.use(o)
		case <-time.After(endWait):
		}
	}
	switch {
	case s.owner != nil && s.opening:
		s.owner.socket.Close()
	case s.owner != nil:
		s.tick(s.moment())
		if err := s.Events.take(Event{At: time.Now(), Kind: EventStop, Severity: severityNotice, Text: "the gateway ends"}); err != nil {
			s.trouble(err.Error())
		}
		s.release()
	case s.marks != nil:
		s.report()
	}
	for _, n := range waits {
		n.conn.Close()
	}
}
