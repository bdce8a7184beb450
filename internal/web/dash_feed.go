package web

import (
	"sync"
	"time"

	"metergate/internal/netio"
	"metergate/internal/proxy"
)

// A feed is what the dashboards of a gateway are shown live: a reading of the table of metrics each second, and changes of
// state as they are seen. It is made once for all who look, by a goroutine that runs only while somebody looks.
//
//	metric.Table -> station (windows, siblings, changes) -> one piece a topic -> push -> streams of viewers
//
// A topic is the backend whose servers a viewer wants; the proxies are in every reading.
type feed struct {
	g       *proxy.Gateway
	station *station

	mu      sync.Mutex
	viewers map[*viewer]bool
	latest  map[string][]byte // by topic
}

// A viewer is one stream.
type viewer struct {
	topic string
	push  func([]byte) bool
}

// interval is the time between readings.
const interval = time.Second

// live answers with the stream of events of the Server-Sent Events standard.
func (d *dashboard) live(rq *proxy.ServiceRequest, query string) *proxy.ServiceAnswer {
	v, g := &viewer{topic: param(query, "backend")}, rq.Gateway
	if v.topic != "" && g.Backend(v.topic) == nil {
		return &proxy.ServiceAnswer{Status: 404, Page: true}
	}
	return &proxy.ServiceAnswer{
		Status: 200, Length: -1,
		Fields: [][2]string{{"cache-control", "no-store"}, {"content-type", "text/event-stream"}, {"x-accel-buffering", "no"}},
		Feed: func(push func([]byte) bool) {
			v.push = push
			d.join(g, v)
		},
		Close: func() { d.leave(g, v) },
	}
}

// join shows a viewer what there is, and everything that follows.
func (d *dashboard) join(g *proxy.Gateway, v *viewer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.feeds[g]
	if f == nil {
		f = &feed{g: g, station: newStation(g), viewers: map[*viewer]bool{}, latest: map[string][]byte{}}
		d.feeds[g] = f
		go d.run(f)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.viewers[v] = true
	v.push(f.station.welcome())
	if f.latest[v.topic] == nil {
		f.latest[v.topic] = f.station.reading(v.topic)
	}
	v.push(f.latest[v.topic])
}

// leave forgets a viewer, and with the last one the feed.
func (d *dashboard) leave(g *proxy.Gateway, v *viewer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.feeds[g]
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if delete(f.viewers, v); len(f.viewers) == 0 {
		delete(d.feeds, g)
	}
}

// run reads and shows until nobody looks any more, or the gateway is told to stop: then the streams end, and their
// clients come back to its successor.
func (d *dashboard) run(f *feed) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for range tick.C {
		if f.g.Process.Stopping.Load() {
			f.end()
			return
		}
		if !f.step(netio.Clock()) {
			return
		}
	}
}

// step makes a reading and shows it. It returns false when nobody looks.
func (f *feed) step(now int64) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.viewers) == 0 {
		return false
	}
	f.station.read(now)
	clear(f.latest)
	for v := range f.viewers {
		piece := f.latest[v.topic]
		if piece == nil {
			piece = f.station.reading(v.topic)
			f.latest[v.topic] = piece
		}
		v.push(piece) // whoever is gone leaves by itself
	}
	return true
}

// end ends all streams.
func (f *feed) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for v := range f.viewers {
		v.push(nil)
	}
}
