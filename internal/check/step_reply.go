package check

import (
	"bytes"
	"errors"
	"strconv"

	"metergate/internal/netio"
)

// A reader judges what a server has said so far. It reports false while more could change its mind, which is never so
// once the server has ended. A nil result lets the probe go on.
type reader func(in []byte, ended bool) (done bool, r *Result)

// replyStep waits for an answer in a protocol that check speaks itself.
type replyStep struct {
	position
	read  reader
	empty Status // what the lack of any answer is, 0 when read says it
	slow  Status // what an answer that takes too long is, 0 for the usual
}

func (s *replyStep) label() string { return "expect custom function" }

// lateStatus is the status when the answer does not come in time.
func (s *replyStep) lateStatus() Status { return s.slow.or(L7Timeout) }

// run asks the reader again with all that came. A connection that breaks ends an answer as well as one that is closed.
func (s *replyStep) run(p *probe) *Result {
	for {
		if len(p.in) == 0 && p.ended && s.empty != Unknown {
			return &Result{Status: s.empty, Info: "TCPCHK got an empty response at step " + strconv.Itoa(s.number)}
		}
		if len(p.in) > 0 || p.ended {
			if done, r := s.read(p.in, p.ended); done {
				return r
			}
		}
		switch err := p.receive(); {
		case err == nil:
		case errors.Is(err, netio.ErrDeadline) || p.task.Err() != nil:
			return p.broken(err)
		default:
			p.ended = true
		}
	}
}

// firstLine returns a text up to the end of its line, fit for a result.
func firstLine(b []byte) string {
	if end := bytes.IndexAny(b, "\r\n"); end >= 0 {
		b = b[:end]
	}
	return printable(b)
}

// nulText returns a text up to its first NUL, fit for a result.
func nulText(b []byte) string {
	text, _, _ := bytes.Cut(b, []byte{0})
	return printable(text)
}

// asks is the plan of a check that connects, which is its first step, and then does these.
func asks(option string, steps ...step) *Plan {
	for i, s := range steps {
		s.pos().number = i + 2
	}
	return &Plan{Type: option, steps: begin(steps), passed: L7OK}
}

// ask is a step that sends bytes.
func ask(data []byte) step { return &sendStep{text: literal(string(data))} }
