package check

import (
	"metergate/internal/clock"
	"metergate/internal/http1"
	"metergate/internal/sample"
)

// A Scene is what the expressions of a check see; it is the owner of their context.
type Scene struct{ p *probe }

// Server is the server that is checked.
func (s Scene) Server() Subject { return s.p.subject }

// Response is the head of the server's answer, nil while there is none.
func (s Scene) Response() *http1.Response {
	if !s.p.http.parsed {
		return nil
	}
	return &s.p.http.head
}

// Input is what the server has sent and no step has taken: of an HTTP answer, its body.
func (s Scene) Input() []byte {
	if s.p.http.parsed {
		return s.p.http.body
	}
	return s.p.in
}

// context is where the probe's expressions are evaluated, made when the first is.
func (p *probe) context() *sample.Ctx {
	if p.cx == nil {
		p.cx = &sample.Ctx{Owner: Scene{p}}
		p.cx.UseVars(sample.CheckScope, &p.vars)
	}
	p.cx.Now = clock.Wall(clock.Mono())
	return p.cx
}
