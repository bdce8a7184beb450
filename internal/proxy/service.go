package proxy

import (
	"errors"
	"io"
	"slices"

	"metergate/internal/http1"
	"metergate/internal/netio"
)

// A Service answers requests inside the gateway: the stats page, the exporter. Its answers may be large and slow to
// make, so they are made off the loop, in pieces, no faster than the client takes them.
type Service interface {
	// Name is what logs show in place of a server, such as <STATS>.
	Name() string
	// Answer begins the answer to a request. It runs off the loop.
	Answer(rq *ServiceRequest) *ServiceAnswer
}

// StatsService is the name under which the service is registered that answers for stats pages.
const StatsService = "stats"

var services = map[string]Service{}

// RegisterService makes a service known by the name that `http-request use-service` calls it. init functions do it.
func RegisterService(name string, v Service) { services[name] = v }

// Services returns the names of the services that rules can use, sorted.
func Services() []string {
	var names []string
	for name := range services {
		if name != StatsService {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// LookupService returns the service of that name, or nil.
func LookupService(name string) Service { return services[name] }

// A ServiceRequest is a copy of a request, for a service. It is never changed.
type ServiceRequest struct {
	Method  http1.Method
	Target  []byte // path and query
	Head    *http1.Head
	Body    []byte // at most MaxServiceBody bytes
	Client  netio.Addr
	Shard   int // of the loop that serves the client
	Gateway *Gateway
	Front   *Frontend
	// Page is the stats page that was asked for, nil for other services. Admin says that its condition for actions
	// holds, Realm that a password is asked for under that name by a rule of the page.
	Page  *StatsPage
	Admin bool
	Realm string
}

// MaxServiceBody bounds the body of a request to a service; a longer one is answered 413.
const MaxServiceBody = 16 << 10

// A ServiceAnswer is what a service answers.
type ServiceAnswer struct {
	Status int
	Fields [][2]string // names in lower case; no framing
	// Length is the length of the body, negative when it is not known.
	Length int64
	// Next appends the next piece of the body to dst, with io.EOF behind the last one. It runs off the loop. nil is no
	// body.
	Next func(dst []byte) ([]byte, error)
	// Close, when not nil, is called when the answer was sent or given up.
	Close func()
}

// RespondService has a service answer the request.
func (s *Stream) RespondService(v Service) {
	s.Respond(200)
	s.service = v
}

// wantsStats gives the request to the stats page of a section, if it is for that, and reports whether it was.
func (s *Stream) wantsStats(p *Proxy) bool {
	if p.Stats == nil || !p.Stats.Match(s.req.Target()) {
		return false
	}
	v := services[StatsService]
	if v == nil {
		return false
	}
	s.page = p.Stats
	for i := range s.page.Rules {
		r := &s.page.Rules[i]
		if r.Cond != nil && !r.Cond.Holds(&s.cx) {
			continue
		}
		if r.Verdict == StatsDeny {
			s.countDenied()
			s.endAs(ByProxy, InRequest)
			s.replyPage(403)
			return true
		}
		if r.Verdict == StatsAuth {
			s.realm = r.Realm
		}
		break
	}
	s.endAs(Locally, InRequest)
	s.RespondService(v)
	s.intercept()
	return true
}

// serve runs the service and relays its answer. The task waits while pieces are made elsewhere.
func (s *Stream) serve(t *netio.Task) {
	rq, ok := s.serviceRequest(t)
	if !ok {
		return
	}
	s.client.OnReset(t)
	a, err := netio.Await(t, s.lane.gateway.Heavy, func() (*ServiceAnswer, error) { return s.service.Answer(rq), nil }, dropAnswer)
	if err != nil {
		s.abandoned(InData)
		return
	}
	defer closeAnswer(a)
	s.fill(a)
	s.writeReply(nil)
	if a.Next == nil || s.req.Method == http1.MethodHead {
		return
	}
	if err := s.relayAnswer(t, a); err != nil {
		s.answerFailed(t, err)
	}
}

func dropAnswer(a *ServiceAnswer) { closeAnswer(a) }

func closeAnswer(a *ServiceAnswer) {
	if a != nil && a.Close != nil {
		a.Close()
	}
}

// serviceRequest copies the request for the service, with its body.
func (s *Stream) serviceRequest(t *netio.Task) (*ServiceRequest, bool) {
	body, ok := s.readBody(t)
	if !ok {
		return nil, false
	}
	rq := &ServiceRequest{
		Method: s.req.Method, Target: append([]byte(nil), s.req.PathQuery()...), Head: &http1.Head{}, Body: body,
		Client: s.client.RemoteAddr(), Shard: s.lane.shard, Gateway: s.lane.gateway, Front: s.front,
		Page: s.page, Realm: s.realm,
	}
	if s.page != nil && s.page.Admin != nil {
		rq.Admin = s.page.Admin.Holds(&s.cx)
	}
	for i := range s.req.Len() {
		rq.Head.Add(s.req.Name(i), s.req.Value(i))
	}
	return rq, true
}

// readBody reads the whole body of a request to a service.
func (s *Stream) readBody(t *netio.Task) ([]byte, bool) {
	var body []byte
	for !s.upload.done {
		if err := s.upload.collect(s.client, &body); err != nil {
			s.uploadError(err)
			return nil, s.refuse(400, ByProxy, InData)
		}
		if len(body) > MaxServiceBody {
			return nil, s.refuse(413, ByProxy, InData)
		}
		if s.upload.done {
			break
		}
		if _, err := s.client.Peek(t, s.client.Buffered()+1, s.clientDeadline()); err != nil {
			s.clientFailed(err, InData)
			return nil, false
		}
	}
	return body, true
}

// fill makes the head of the response out of the answer.
func (s *Stream) fill(a *ServiceAnswer) {
	service := s.service
	head := s.Respond(a.Status)
	s.service = service
	for _, f := range a.Fields {
		head.Add([]byte(f[0]), []byte(f[1]))
	}
	switch {
	case a.Next == nil:
		head.SetLength(max(a.Length, 0))
	case a.Length >= 0:
		head.SetLength(a.Length)
	default:
		head.SetChunked()
	}
	s.status = a.Status
}

// relayAnswer sends the pieces of the body, each made when there is room for it.
func (s *Stream) relayAnswer(t *netio.Task, a *ServiceAnswer) error {
	chunked := s.res.Framing == http1.FramingChunked
	piece := s.body[:0]
	defer func() { s.body = piece[:0] }()
	for {
		if err := s.client.Room(t, serviceRoom, s.clientDeadline()); err != nil {
			return clientError{err}
		}
		var err error
		buf := piece[:0]
		piece, err = netio.Await(t, s.lane.gateway.Heavy, func() ([]byte, error) { return a.Next(buf) }, nil)
		if err != nil && err != io.EOF {
			return err
		}
		if werr := s.writePiece(piece, chunked, err == io.EOF); werr != nil {
			return clientError{werr}
		}
		if err == io.EOF {
			return nil
		}
	}
}

// serviceRoom is how much of the client's output queue must be free before another piece is made.
const serviceRoom = 128 << 10

func (s *Stream) writePiece(piece []byte, chunked, last bool) error {
	l := s.lane
	l.wire = l.wire[:0]
	if chunked {
		l.wire = http1.AppendChunk(l.wire, piece)
		if last {
			l.wire = http1.AppendLastChunk(l.wire, nil)
		}
		return s.client.Write(l.wire)
	}
	return s.client.Write(piece)
}

// answerFailed ends an answer that could not be sent whole.
func (s *Stream) answerFailed(t *netio.Task, err error) {
	var lost clientError
	if errors.As(err, &lost) || t.Err() != nil {
		s.clientFailed(err, InData)
		return
	}
	s.internalError()
	s.endAs(Internally, InData)
	s.keep = false
	s.sess.parting = partReset
}
