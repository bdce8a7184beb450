package check

import "metergate/internal/http1"

// httpSendStep sends a request.
type httpSendStep struct {
	position
	request   http1.Request // what the answer is read against
	head      []byte        // without the empty line at its end
	body      []byte
	sendState bool
}

func (s *httpSendStep) label() string { return "send" }

const stateHeader = "x-haproxy-server-state: "

func (s *httpSendStep) run(p *probe) *Result {
	p.forget()
	p.http.request = &s.request
	msg := append([]byte(nil), s.head...)
	if s.sendState && p.target.State != nil {
		msg = append(msg, stateHeader...)
		msg = p.target.State(msg)
		msg = append(msg, "\r\n"...)
	}
	msg = append(msg, "\r\n"...)
	msg = append(msg, s.body...)
	if err := p.conn.Write(msg); err != nil {
		return p.broken(err)
	}
	return nil
}
