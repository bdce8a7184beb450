package check

import (
	"errors"
	"io"
	"time"

	"metergate/internal/netio"
	"metergate/internal/sample"
)

// maxInput bounds what a probe reads of a server's answer.
const maxInput = 16384

// A layer is how far a probe has come: a failure is told by it.
type layer uint8

const (
	connectingLayer layer = 4 // no connection yet
	securingLayer   layer = 6 // the handshake is not done
	talkingLayer    layer = 7
)

// A probe is one run of a plan against a server, on a task of its own.
type probe struct {
	task     *netio.Task
	subject  Subject
	target   Target
	plan     *Plan
	times    *Intervals
	serverUp bool // before this check

	at       step
	layer    layer
	deadline int64
	conn     *netio.Conn
	secured  bool
	linger   bool // close the connection in order, do not reset it

	in     []byte // received and not consumed
	ended  bool   // nothing more will come, or be read
	http   answer
	report *Report      // what an agent said
	met    *expectation // the last one that was met, nil before

	cx   *sample.Ctx // nil until it is asked for
	vars sample.Vars // of scope check
}

// run does all steps. It reports false when the task was cancelled: there is no result then.
func (p *probe) run() (Result, bool) {
	start := p.task.Now()
	p.deadline = start + int64(p.times.Inter)
	r := p.walk()
	p.close()
	r.Duration = time.Duration(p.task.Now() - start)
	return *r, p.task.Err() == nil
}

func (p *probe) walk() *Result {
	for _, p.at = range p.plan.steps {
		if r := p.at.run(p); r != nil {
			return r
		}
	}
	if p.conn.Pending() > 0 {
		if _, err := p.conn.Flushed(p.task, p.deadline); err != nil {
			return p.broken(err)
		}
	}
	return p.success()
}

// success is the result of a probe whose steps have all been done.
func (p *probe) success() *Result {
	_, connected := p.at.(*connectStep)
	switch {
	case connected && p.secured:
		return &Result{Status: L6OK}
	case connected:
		return &Result{Status: L4OK}
	}
	r := &Result{Status: p.plan.passed, Code: p.http.head.Status, Info: p.plan.passedInfo}
	if p.met == nil {
		return r
	}
	return p.met.pass(p, r)
}

// use makes c the connection of the steps that follow.
func (p *probe) use(c *netio.Conn, linger bool) {
	p.conn, p.linger = c, linger
	p.layer = talkingLayer
	p.forget()
	if p.times.Check > 0 {
		p.deadline = p.task.Now() + int64(p.times.Check)
	}
}

// forget drops what was received: the answer to another question.
func (p *probe) forget() {
	p.in, p.ended = p.in[:0], false
	p.http.reset()
}

// lingerTime bounds the orderly end of a connection.
const lingerTime = int64(1e9)

func (p *probe) close() {
	switch {
	case p.conn == nil:
	case p.linger:
		p.conn.Close(p.task.Now() + lingerTime)
	default:
		p.conn.Abort()
	}
	p.conn = nil
}

// receive waits for more input. The end of the server's output, and too much of it, are no errors: they set ended.
func (p *probe) receive() error {
	view, err := p.conn.Peek(p.task, 1, p.deadline)
	n := min(len(view), maxInput-len(p.in))
	p.in = append(p.in, view[:n]...)
	p.conn.Discard(n)
	p.ended = len(p.in) == maxInput
	if errors.Is(err, io.EOF) {
		p.ended, err = true, nil
	}
	return err
}
