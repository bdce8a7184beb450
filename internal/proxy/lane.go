package proxy

import (
	"sync/atomic"
	"time"

	"metergate/internal/balance"
	"metergate/internal/clock"
	"metergate/internal/compress"
	"metergate/internal/flight"
	"metergate/internal/metric"
	"metergate/internal/netio"
)

// A lane is what one loop owns of a gateway. Nothing in it is shared, so nothing in it is locked.
type lane struct {
	gateway *Gateway
	loop    *netio.Loop
	shard   int

	first    *session     // all client connections of the loop
	open     atomic.Int64 // how many they are
	seq      uint64       // streams begun
	wire     []byte       // where heads are written on their way to a connection
	line     []byte       // where log lines and texts of rules are written, as data
	data     []byte
	cuts     []int // where the texts in line end
	dates    *clock.Dates
	times    Times         // of the request whose line is written
	lastText string        // that an expression made for connections to servers
	key      []byte        // of a table of usage, or a secret on its way to its hash
	timed    []*metric.Set // where the times of the request that ends were metered

	ticker  *netio.Timer // of the looks at what is beside requests
	ticks   uint64
	audited int // the proxy that was audited last

	encoders compress.Pool // that compress bodies
	busy     int64         // ns that the loop had worked when it was last looked at
	load     int           // share of the last second that it worked, in percent

	flight    *flight.Recorder
	passwords passwords // that were checked

	streams  []*Stream // at rest, as all that follow
	sessions []*session
	links    []*link
}

// keepSpare bounds what a lane keeps of each kind for reuse after a burst.
const keepSpare = 1024

// Open makes what each loop owns. It is called once, when the proxies are compiled and before a listener serves.
func (g *Gateway) Open() {
	for i := range g.Loops.N() {
		g.lanes = append(g.lanes, &lane{
			gateway: g, loop: g.Loops.Loop(i), shard: i, dates: clock.NewDates(time.Local), flight: new(flight.Recorder),
			encoders: compress.Pool{Level: int(dirCompLevel.Or(g.Global.Bag, 1))},
		})
	}
	if g.Heavy == nil {
		g.Heavy = netio.NewPool(heavyWorkers)
	}
	g.Matchers = netio.NewPool(matchWorkers)
	for _, p := range g.Proxies() {
		if p.Front != nil {
			p.Front.codec = g.codec(p.Front.Options.UnsafeRequest)
			p.Front.flows, p.Front.audits = make([]flow, g.Loops.N()), newAudits(g.Loops.N())
		}
		if p.Back != nil {
			p.Back.open(g)
		}
	}
}

// heavyWorkers is how many services may be rendered at once.
const heavyWorkers = 1

// A backLane is what one loop owns of a backend.
type backLane struct{ picker *balance.Picker }

// open makes what each loop owns of the backend and of its servers.
func (b *Backend) open(g *Gateway) {
	b.codec = g.codec(b.Options.UnsafeResponse)
	b.lanes = make([]backLane, g.Loops.N())
	b.works, b.audits = make([]work, g.Loops.N()), newAudits(g.Loops.N())
	for i := range b.lanes {
		b.lanes[i].picker = b.Method.NewPicker(liveServers{b}, i)
	}
	for _, s := range b.Servers() {
		s.open(g)
	}
}

// open makes what each loop owns of the server.
func (s *Server) open(g *Gateway) {
	s.pools = make([]pool, g.Loops.N())
	for i := range s.pools {
		s.pools[i].server, s.pools[i].lane = s, g.lanes[i]
	}
}

// stream returns a stream to use.
func (l *lane) stream() *Stream {
	if n := len(l.streams); n > 0 {
		s := l.streams[n-1]
		l.streams = l.streams[:n-1]
		return s
	}
	return newStream(l)
}

// newest is the number of the stream that was begun last; no two of a gateway have the same.
func (l *lane) newest() uint64 { return l.seq*uint64(len(l.gateway.lanes)) + uint64(l.shard) }

// spare returns an empty session to use.
func (l *lane) spare() *session {
	if n := len(l.sessions); n > 0 {
		s := l.sessions[n-1]
		l.sessions = l.sessions[:n-1]
		return s
	}
	return &session{}
}

// keep takes a session back.
func (l *lane) keep(s *session) {
	vars := s.vars
	vars.Reset()
	*s = session{vars: vars}
	if len(l.sessions) < keepSpare {
		l.sessions = append(l.sessions, s)
	}
}

// after returns the deadline for a wait of d that begins now; no limit gives no deadline.
func after(now int64, d time.Duration) int64 {
	if d == 0 {
		return 0
	}
	return now + int64(d)
}

// orElse returns the first limit that is set.
func orElse(d, other time.Duration) time.Duration {
	if d == 0 {
		return other
	}
	return d
}
