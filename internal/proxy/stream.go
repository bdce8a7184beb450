package proxy

import (
	"metergate/internal/http1"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
	"metergate/internal/usage"
)

// A Stream is one request and its response. It belongs to the task that serves it, and is used again when that is
// done: whoever keeps something of it copies it.
type Stream struct {
	lane *lane
	exchangeState

	req      http1.Request
	res      http1.Response
	cx       sample.Ctx
	upload   body // of the request, from the client to the server
	download body // of the response, from the server to the client
	replay   []byte
	hints    *http1.Response // of early-hint rules, nil until there was one
	line     []byte          // method and target as received
	body     []byte          // of an answer that the gateway gives itself
	name     []byte          // of a field that is added
	unique   []byte          // what unique-id-format made
	captured [2]captured     // of the request and of the response
	cookies  [2][]byte       // that capture cookie keeps, likewise
	named    naming          // what the request asks for, and for whom

	txnVars, reqVars, resVars sample.Vars
	stored                    storing
	packUp, packDown          packer  // compress the bodies
	marks                     marks   // entries of stick tables that the request tracks
	stores                    *stores // keys under which stick tables are to remember its server

	runPump, runUp func(*netio.Task) // pumpRun and carryUp, bound once
}

// exchangeState is what a stream forgets between two requests.
type exchangeState struct {
	sess   *session
	task   *netio.Task
	client *netio.Conn
	front  *Frontend
	back   *Backend // nil until it is chosen
	server *Server  // nil until it is chosen
	avoid  *Server  // on which the attempt before failed
	link   *link
	slot   netio.Slot
	pump   netio.TaskRef // sends the rest of the request's body while the response is awaited or relayed

	id     uint64
	trace  metric.TraceID // zero until it is asked for
	times  Times
	ending Ending
	status int // sent to the client; -1 for none

	clientIn, clientOut int64 // bytes of the client connection when the stream began
	serverIn            int64 // bytes of the response, from the last server asked
	serverOut           int64 // bytes of the request, to all servers asked
	pumped              int64 // when the pump last moved something
	tunneled            int64 // when something last moved in the tunnel
	upErr               error // why its direction from client to server ended

	near, far netio.Addr      // of the connection to the server, where logs show them
	serverTLS *netio.TLSState // of it
	route     route           // of the attempt at hand
	marking   netio.Marking   // that rules ask for towards the server
	linkFault fault           // why the last attempt made no connection
	linkTLS   *tlsError       // the same, where its handshake failed

	methodLen    int // of line
	retries      int // attempts after the first
	queuePos     int // requests served before this one while it waited for any server
	serverPos    int // the same for its server's own queue
	packing      packing
	halves       int // directions of a tunnel that have ended
	persist      persistence
	class        int16 // of set-priority-class
	shift        int32 // ms, of set-priority-offset
	once         bool  // disable-l7-retry
	bodyCut      bool  // the client left before the body that was waited for was there
	hinted       bool  // hints are to be sent
	service      Service
	page         *StatsPage // that was asked for
	realm        string     // under which a rule of it asks for a password
	raw          []byte     // an error page that is no response, sent as it is
	redispatched bool       // the last retry changed server
	replayable   bool       // replay holds all of the request's body that was sent
	serverAlive  bool       // the server keeps its connection behind this response
	anew         bool       // the next attempt makes a new connection
	local        bool       // the answer is the gateway's own
	keep         bool       // the client connection may serve another request
	step         logStep    // of the line that was written last
	logLevel     int8       // of its log line, plus 1; 0 for the usual one
	silent       bool       // nothing to count or log: no request ever began
	unlogged     bool       // counted, but not to be logged
	logged       bool
	metered      bool // clientIn and clientOut are amounts, no longer positions
	parsed       bool // the head of the request is complete
	identified   bool // unique holds the name of this request
	decided      bool // the audit knows what becomes of it
	early        bool // its line was written before its end
	outcome      bool // its status is counted in what it tracks

	tries        int        // attempts on servers
	lineFate     usage.Fate // of its log line
	learner      *catalog   // that is to learn from it when nothing names its operation
	expectsProxy bool       // a rule wants the connection to begin with a PROXY header
	glimpsed     bool       // the connection of mode tcp begins with req
	alien        bool       // it begins with something else
	undecided    bool       // rules on content are asked, and may be asked again when more has come

	also *ends     // addresses that rules have set, nil for none
	own  ownLimits // delays that rules have set

	lastRule     *rule.Rule // that ended a ruleset, nil for none
	h2           bool       // the connection to the server speaks HTTP/2
	reused       bool       // the connection to the server had carried a request before
	serverStatus int        // of the response, before rules changed it
}

func newStream(l *lane) *Stream {
	s := &Stream{lane: l}
	s.cx.Owner = s
	s.runPump, s.runUp = s.pumpRun, s.carryUp
	s.cx.UseVars(sample.TxnScope, &s.txnVars)
	s.cx.UseVars(sample.ReqScope, &s.reqVars)
	s.cx.UseVars(sample.ResScope, &s.resVars)
	return s
}

// begin makes the stream ready for the next request of a session.
func (s *Stream) begin(t *netio.Task, sess *session) {
	c, l := sess.conn, s.lane
	l.seq++
	s.exchangeState = exchangeState{
		sess: sess, task: t, client: c, front: sess.front, ending: natural,
		id:        l.newest(),
		clientIn:  consumed(c),
		clientOut: produced(c),
		keep:      true,
	}
	s.flow().Begin()
	s.times = Times{Origin: sess.origin, Shaken: sess.shaken}
	if c.Buffered() > 0 {
		s.times.First = t.Now()
	}
	for i := range s.captured {
		s.captured[i].reset(len(s.front.Captures[i]))
		s.cookies[i] = s.cookies[i][:0]
	}
	s.named.reset()
	s.stored = storing{key: s.stored.key[:0]}
	s.cx.Reset()
	s.cx.Now = l.loop.Wall()
	s.cx.UseVars(sample.SessScope, &sess.vars)
	sess.countRequest()
}

// run is the life of a request, top to bottom. Each step returns false when the request has ended there, and has then
// seen to what the client is told. It returns whether the client connection may serve another request.
func (s *Stream) run(t *netio.Task) bool {
	if s.front.Mode == ModeTCP {
		s.pass(t)
	} else {
		_ = s.receive(t) && s.arrived() && s.judgeFront(t) && s.enterBackend() && s.judgeBack(t) && s.exchange(t) && s.respond(t)
	}
	s.finish(t)
	return s.keep && t.Err() == nil
}

// arrived has the lines of a request that is there written.
func (s *Stream) arrived() bool {
	s.logAt(stepAccept)
	s.logAt(stepRequest)
	return true
}

// finish ends the request: what it used is given back, then it is read off the meter and logged, once.
func (s *Stream) finish(t *netio.Task) {
	s.stopPump()
	s.leaveServer()
	s.leaveCache()
	s.packUp.close()
	s.packDown.close()
	s.flush(t)
	s.client.OnHangup(nil)
	s.client.Sip(s.front.Options.Splices.Request && s.client.Spliceable())
	if s.silent {
		return
	}
	s.times.End = t.Now()
	if s.times.First == 0 {
		s.times.First = s.times.Shaken // nothing came: all the time was the request's
	}
	s.meter()
	s.tellRecord()
	s.log(stepClose)
}

// flush waits until the client has taken the response when its connection ends with it, so that what is counted is
// what was sent; or when much is left, so that the time of a slow client is measured.
func (s *Stream) flush(t *netio.Task) {
	if s.sess.parting >= partReset || t.Err() != nil {
		return
	}
	if n := s.client.Pending(); n == 0 || s.keep && n < slowClient {
		return
	}
	s.client.OnReset(t)
	if _, err := s.client.Flushed(t, after(t.Now(), s.limit(limitClient))); err != nil {
		s.clientFailed(err, InLast)
	}
}

// slowClient is how much may be queued for a client that is not waited for.
const slowClient = 64 << 10

// rest gives the stream back to its loop.
func (s *Stream) rest() {
	s.txnVars.Reset()
	s.reqVars.Reset()
	s.resVars.Reset()
	s.exchangeState = exchangeState{}
	if cap(s.replay) > keepBuffer {
		s.replay = nil
	}
	if cap(s.body) > keepBuffer {
		s.body = nil
	}
	s.req.Release(keepBuffer)
	s.res.Release(keepBuffer)
	if l := s.lane; len(l.streams) < keepSpare {
		l.streams = append(l.streams, s)
	}
}

// keepBuffer is the largest buffer that a stream at rest keeps.
const keepBuffer = 32 << 10

// consumed is how many bytes of a connection's input were used.
func consumed(c *netio.Conn) int64 { return c.BytesIn() - int64(c.Buffered()) }

// produced is how many bytes were written to a connection, those not yet taken by the kernel included.
func produced(c *netio.Conn) int64 { return c.BytesOut() + int64(c.Pending()) }
