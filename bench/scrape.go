package main

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// scraper fetches one path again and again on the loop, each time on a new
// connection, and throws the answer away without copying it.
type scraper struct {
	p          *poller
	addr, path string
	fd         int
	busy       bool
	count      int   // scrapes that ended
	bytes      int64 // of all answers
	next       time.Time
}

func (s *scraper) begin() error {
	fd, err := connect(s.addr)
	if err != nil {
		return err
	}
	s.fd, s.busy = fd, true
	request := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n", s.path)
	if _, err := write(fd, []byte(request)); err != nil {
		return err
	}
	return s.p.add(fd, s)
}

// ready reads up to the end of the connection, which is the end of the answer.
func (s *scraper) ready(p *poller, events uint32) error {
	if events&(unix.EPOLLIN|unix.EPOLLRDHUP|unix.EPOLLHUP|unix.EPOLLERR) == 0 {
		return nil
	}
	for {
		n, err := p.discard(s.fd)
		if err != nil {
			return fmt.Errorf("cannot scrape %s: %w", s.path, err)
		}
		if n < 0 {
			return nil
		}
		if n == 0 {
			p.drop(s.fd)
			s.busy = false
			s.count++
			return nil
		}
		s.bytes += int64(n)
	}
}

// scrapeOnTime starts a scrape when the last one began a second ago and is over.
func (d *driver) scrapeOnTime(now time.Time) error {
	if d.scraper.busy || now.Before(d.scraper.next) {
		return nil
	}
	d.scraper.next = now.Add(time.Second)
	return d.scraper.begin()
}

// scrapes fetches a path n times, one after another.
func (p *poller) scrapes(addr, path string, n int) (*scraper, error) {
	s := &scraper{p: p, addr: addr, path: path}
	return s, p.run(false, func() (bool, error) {
		if s.busy {
			return false, nil
		}
		if s.count == n {
			return true, nil
		}
		return false, s.begin()
	})
}
