package check

// sendStep sends bytes. What came before is no answer to them.
type sendStep struct {
	position
	data   []byte
	binary bool
}

func (s *sendStep) label() string {
	if s.binary {
		return "send binary"
	}
	return "send"
}

func (s *sendStep) run(p *probe) *Result {
	p.forget()
	if err := p.conn.Write(s.data); err != nil {
		return p.broken(err)
	}
	return nil
}
