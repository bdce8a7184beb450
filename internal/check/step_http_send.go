package check

import (
	"errors"

	"metergate/internal/http1"
	"metergate/internal/sample"
)

// httpSendStep sends a request.
type httpSendStep struct {
	position
	request    *request
	parsed     http1.Request // what the answer is read against, when the request is fixed
	head, body []byte        // of a request that is fixed
	sendState  bool
}

func (s *httpSendStep) label() string { return "send" }

// linked makes what each check sends, as far as it is the same.
func (s *httpSendStep) linked(env *sample.Env) (step, error) {
	c := &httpSendStep{position: s.position, sendState: s.sendState}
	var err error
	if c.request, err = s.request.link(env); err != nil || !c.request.fixed() {
		return c, err
	}
	var ok bool
	if c.head, c.body, ok = c.request.write(&c.parsed, nil); !ok {
		return c, errors.New("this is no valid request")
	}
	return c, nil
}

const stateHeader = "x-haproxy-server-state: "

func (s *httpSendStep) run(p *probe) *Result {
	head, body, parsed := s.head, s.body, &s.parsed
	if head == nil {
		var ok bool
		parsed = new(http1.Request)
		if head, body, ok = s.request.write(parsed, p); !ok {
			return &Result{Status: SocketErr, Info: "the request that the formats make is not valid"}
		}
	}
	p.forget()
	p.http.request = parsed
	msg := append([]byte(nil), head...)
	if s.sendState && p.target.State != nil {
		msg = append(msg, stateHeader...)
		msg = p.target.State(msg)
		msg = append(msg, "\r\n"...)
	}
	msg = append(msg, "\r\n"...)
	msg = append(msg, body...)
	if err := p.conn.Write(msg); err != nil {
		return p.broken(err)
	}
	return nil
}
