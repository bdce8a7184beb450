package check

import "metergate/internal/sample"

// sendStep sends bytes. What came before is no answer to them.
type sendStep struct {
	position
	text   formula
	binary bool // the text is hexadecimal digits
}

func (s *sendStep) label() string {
	if s.binary {
		return "send binary"
	}
	return "send"
}

func (s *sendStep) linked(env *sample.Env) (step, error) {
	c := *s
	return &c, c.text.link(env)
}

func (s *sendStep) run(p *probe) *Result {
	data := s.text.text(p)
	if s.binary {
		var err error
		if data, err = parseHex(string(data)); err != nil {
			return &Result{Status: SocketErr, Info: printable([]byte(err.Error()))}
		}
	}
	p.forget()
	if err := p.conn.Write(data); err != nil {
		return p.broken(err)
	}
	return nil
}
