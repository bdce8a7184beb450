package main

import (
	"fmt"
	"strings"
	"time"
)

// load is what the clients do.
type load struct {
	addr    string
	path    string
	clients int
	rate    float64 // requests a second over all clients; 0 is as fast as answers come
	warmup  time.Duration
	measure time.Duration
	begin   func() error // called between warm-up and measure; may be nil
	scrape  string       // a path that is fetched once a second meanwhile; may be empty
}

// outcome is what the clients saw while measuring.
type outcome struct {
	requests uint64
	took     time.Duration
	latency  histogram // from the moment a request was due
}

// requestText is the request of all scenarios: eight headers, as an API client sends them.
func requestText(path string) []byte {
	return []byte("GET " + path + " HTTP/1.1\r\n" + strings.Join([]string{
		"Host: api.example.com",
		"User-Agent: bench/1.0",
		"Accept: application/json",
		"Accept-Language: en-US,en;q=0.9",
		"Authorization: Bearer 0123456789abcdef0123456789abcdef",
		"X-Request-Id: 7f9c24e8-3b12-4a6f-9d55-0c1e2f3a4b5c",
		"Cookie: session=0123456789abcdef",
		"Cache-Control: no-cache",
	}, "\r\n") + "\r\n\r\n")
}

// driver runs a load on the poller that also serves the origins.
type driver struct {
	load
	request   []byte
	size      int // bytes of an answer; every one must have as many
	idle      []*client
	due       time.Time // of the next request, when paced
	interval  time.Duration
	measuring bool
	out       outcome
	start     time.Time
	scraper   *scraper // of load.scrape, when there is one
}

// drive runs a load to its end.
func (p *poller) drive(l load) (*outcome, error) {
	d, err := p.newDriver(l)
	if err != nil {
		return nil, err
	}
	defer d.disconnect(p)
	d.start = time.Now()
	if l.rate > 0 {
		d.interval, d.due = time.Duration(float64(time.Second)/l.rate), d.start
	}
	err = p.run(l.rate > 0, d.turn)
	return &d.out, err
}

// hold opens idle clients, each of which had one answer. It never has more than a
// few requests under way, so that the proxy needs few connections to servers.
func (p *poller) hold(l load) (*driver, error) {
	const wave = 32
	d, err := p.newDriver(l)
	if err != nil {
		return nil, err
	}
	fresh := d.idle
	d.idle = nil
	err = p.run(false, func() (bool, error) {
		for len(fresh) > 0 && d.clients-len(fresh)-len(d.idle) < wave {
			c := fresh[0]
			if fresh, c.due = fresh[1:], time.Now(); c.send() != nil {
				return true, fmt.Errorf("cannot send the first request of a client")
			}
		}
		return len(d.idle) == d.clients, nil
	})
	return d, err
}

// newDriver probes the proxy and connects the clients.
func (p *poller) newDriver(l load) (*driver, error) {
	d := &driver{load: l, request: requestText(l.path)}
	err := p.during(func() (err error) {
		d.size, err = answerSize(l.addr, l.path)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot probe %s: %w", l.addr, err)
	}
	return d, d.connect(p)
}

// during keeps the origins answering while f, which blocks, runs beside.
func (p *poller) during(f func() error) error {
	result := make(chan error, 1)
	go func() { result <- f() }()
	return p.run(false, func() (bool, error) {
		select {
		case err := <-result:
			return true, err
		default:
			return false, nil
		}
	})
}

func (d *driver) connect(p *poller) error {
	for range d.clients {
		fd, err := connect(d.addr)
		if err != nil {
			return err
		}
		c := &client{d: d, fd: fd}
		d.idle = append(d.idle, c)
		if err := p.add(fd, c); err != nil {
			return err
		}
	}
	d.scraper = &scraper{p: p, addr: d.addr, path: d.scrape}
	return nil
}

func (d *driver) disconnect(p *poller) {
	for fd, e := range p.conns {
		if c, ok := e.(*client); ok && c.d == d {
			p.drop(fd)
		}
	}
}

// turn sends what is due and moves from warm-up to measuring to the end.
func (d *driver) turn() (bool, error) {
	now := time.Now()
	for len(d.idle) > 0 && (d.rate == 0 || !d.due.After(now)) {
		c := d.idle[len(d.idle)-1]
		d.idle = d.idle[:len(d.idle)-1]
		c.due = now
		if d.rate > 0 {
			c.due = d.due
			d.due = d.due.Add(d.interval)
		}
		if err := c.send(); err != nil {
			return true, err
		}
	}
	if d.scrape != "" {
		if err := d.scrapeOnTime(now); err != nil {
			return true, err
		}
	}
	switch since := now.Sub(d.start); {
	case !d.measuring && since >= d.warmup:
		if d.begin != nil {
			if err := d.begin(); err != nil {
				return true, err
			}
		}
		d.measuring, d.start, d.out = true, time.Now(), outcome{}
	case d.measuring && since >= d.measure:
		d.out.took = since
		return true, nil
	}
	return false, nil
}
