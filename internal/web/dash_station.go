package web

import (
	"strings"

	"metergate/internal/clock"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

// A station reads the meter for a feed, second by second, and keeps what follows from several readings: how long requests
// took in the last seconds, which servers are slower than their siblings, and what has changed. It is used under the
// lock of its feed.
type station struct {
	g       *proxy.Gateway
	view    metric.View
	windows map[*metric.Set]*window
	counts  map[*metric.Set]serverCount // of backends
	changes changes
	serial  int
	wall    int64 // the time of the last reading, ns since 1970
}

func newStation(g *proxy.Gateway) *station {
	s := &station{g: g, windows: map[*metric.Set]*window{}, counts: map[*metric.Set]serverCount{}}
	s.changes.init(g)
	s.read(netio.Clock())
	return s
}

// read takes a reading at a time of the clock of the loops, in ns.
func (s *station) read(now int64) {
	s.view = metric.View{Now: now}
	s.serial++
	s.wall = clock.Wall(clock.Mono())
	for _, p := range s.g.Proxies() {
		if p.Front != nil {
			s.window(p.Front.Set, true).read(p.Front.Set, now, s.serial)
		}
		if p.Back != nil {
			s.window(p.Back.Set, true).read(p.Back.Set, now, s.serial)
			s.counts[p.Back.Set] = s.readServers(p.Back.Servers())
		}
	}
	s.changes.read(s.g, s.wall)
	for set, w := range s.windows {
		if w.serial < s.serial-60 {
			delete(s.windows, set) // of a server that was removed
		}
	}
}

// A serverCount is how many servers a backend has: all, those that are up or not checked, those that are down, and those that are
// slower than their siblings.
type serverCount [4]int

func (n *serverCount) add(srv *proxy.Server, w *window) {
	n[0]++
	switch status := srv.Status(); {
	case strings.HasPrefix(status, "UP"), status == "no check":
		n[1]++
	case strings.HasPrefix(status, "DOWN"):
		n[2]++
	}
	if w != nil && w.times > 0 {
		n[3]++
	}
}

// readServers reads the servers of a backend and compares them with each other.
func (s *station) readServers(servers []*proxy.Server) (n serverCount) {
	windows, paces := make([]*window, len(servers)), make([]pace, len(servers))
	for i, srv := range servers {
		if !srv.Set.Idle() {
			windows[i] = s.window(srv.Set, false)
			windows[i].read(srv.Set, s.view.Now, s.serial)
			paces[i] = windows[i].pace()
		}
	}
	for i, w := range windows {
		if w != nil {
			w.mark(slowness(paces, i))
		}
		n.add(servers[i], w)
	}
	return n
}

// mark notes that the server is so many times slower than its siblings, 0 when it is not.
func (w *window) mark(times float64) {
	if times == 0 {
		w.slow, w.times = 0, 0
		return
	}
	if w.slow++; w.slow >= slowReadings {
		w.times = times
	}
}

// window returns the window of an object, made at its first use. That of a server knows the time to its responses only.
func (s *station) window(set *metric.Set, all bool) *window {
	w := s.windows[set]
	if w == nil {
		w = newWindow(all)
		s.windows[set] = w
	}
	return w
}
