package proxy

import (
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
	Body    []byte
	TooLong bool // the body is longer than MaxServiceBody, so it was not read
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

// MaxServiceBody bounds the body of a request to a service.
const MaxServiceBody = 16 << 10

// A ServiceAnswer is what a service answers.
type ServiceAnswer struct {
	Status int
	// Fields are the header fields, names in lower case. Those of framing are made of Length; a content-length among
	// the fields only says where it stands, else it is the last.
	Fields [][2]string
	// Page answers with the gateway's page for the status, the fields added to its own.
	Page bool
	// Length is the length of the body, negative when it is not known.
	Length int64
	// Next appends the next piece of the body to dst, with io.EOF behind the last one. It runs off the loop. nil is no
	// body.
	Next func(dst []byte) ([]byte, error)
	// Feed, when not nil, is the body in place of Next: one that goes on for as long as the client listens.
	Feed Feed
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
	if p.Stats == nil || !p.Stats.Match(s.req.Target()) || !statsMethod(s.req.Method) {
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

// statsMethod reports whether requests of the method are for the stats page; others go on to a server.
func statsMethod(m http1.Method) bool {
	return m == http1.MethodGet || m == http1.MethodHead || m == http1.MethodPost
}

// serviceRequest copies the request for the service, with its body.
func (s *Stream) serviceRequest(t *netio.Task) (*ServiceRequest, bool) {
	body, whole, ok := s.readBody(t)
	if !ok {
		return nil, false
	}
	rq := &ServiceRequest{
		Method: s.req.Method, Target: append([]byte(nil), s.req.PathQuery()...), Head: &http1.Head{},
		Body: body, TooLong: !whole,
		Client: s.from(), Shard: s.lane.shard, Gateway: s.lane.gateway, Front: s.front,
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

// readBody reads the body of a request to a service, the whole of it unless it is too long. It reports false when the
// request cannot be served.
func (s *Stream) readBody(t *netio.Task) (body []byte, whole, ok bool) {
	for !s.upload.done {
		if err := s.upload.collect(s.client, &body); err != nil {
			s.uploadError(err)
			return nil, false, s.refuse(400, ByProxy, InData)
		}
		if len(body) > MaxServiceBody {
			return nil, false, true
		}
		if s.upload.done {
			break
		}
		if _, err := s.client.Peek(t, s.client.Buffered()+1, s.clientDeadline()); err != nil {
			s.clientFailed(err, InData)
			return nil, false, false
		}
	}
	return body, true, true
}

// fill makes the head of the response out of the answer.
func (s *Stream) fill(a *ServiceAnswer) {
	service := s.service
	s.body = s.body[:0]
	if a.Page {
		s.RespondPage(a.Status)
		s.service = service
	} else {
		s.res.Start(a.Status)
	}
	for _, f := range a.Fields {
		s.res.Add([]byte(f[0]), []byte(f[1]))
	}
	switch {
	case a.Page: // framed already
	case a.Next == nil && a.Feed == nil, a.Length >= 0:
		s.res.SetLength(max(a.Length, 0))
	default:
		s.res.SetChunked()
	}
	s.status = a.Status
}
