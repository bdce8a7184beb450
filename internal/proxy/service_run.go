package proxy

import (
	"errors"
	"fmt"
	"io"

	"metergate/internal/compress"
	"metergate/internal/http1"
	"metergate/internal/netio"
)

// serve runs the service and relays its answer. The task waits while pieces are made elsewhere.
func (s *Stream) serve(t *netio.Task) {
	rq, ok := s.serviceRequest(t)
	if !ok {
		return
	}
	s.client.OnReset(t)
	a := &answering{pool: s.lane.gateway.poolOf(s.service, rq)}
	defer s.leaveAnswer(a)
	if err := a.begin(t, s.service, rq); err != nil {
		s.answerFailed(t, err)
		return
	}
	s.fill(a.ServiceAnswer)
	if s.raw != nil {
		s.client.Write(s.raw)
		return
	}
	s.packAnswer(a)
	s.writeReply(s.body)
	if s.req.Method == http1.MethodHead {
		return
	}
	if err := s.relayBody(t, a); err != nil {
		s.answerFailed(t, err)
	}
}

// relayBody sends what follows the head.
func (s *Stream) relayBody(t *netio.Task, a *answering) error {
	switch {
	case a.Feed != nil:
		return s.relayFeed(t, a)
	case a.Next != nil:
		return s.relayAnswer(t, a)
	}
	return nil
}

// An answering is an answer while it is being made. Whatever the service does runs off the loop, one step at a time.
type answering struct {
	*ServiceAnswer
	pool    *netio.Pool
	gone    bool              // the task was cancelled amid a step, whose end will close the answer
	encoder *compress.Encoder // of the body, nil where it goes out as it is
	buf     []byte            // the memory that pieces of the body are made in
}

// A step is what came of one step of a service.
type step struct {
	answer *ServiceAnswer
	piece  []byte
	made   int // bytes of the body in the piece, before they were compressed
	err    error
}

// begin asks the service for its answer.
func (a *answering) begin(t *netio.Task, v Service, rq *ServiceRequest) error {
	r, err := a.run(t, func() step { return step{answer: v.Answer(rq)} })
	if err != nil {
		return err
	}
	a.ServiceAnswer = r.answer
	return r.err
}

// next makes the next piece of the body, valid until the one after it is made.
func (a *answering) next(t *netio.Task) (step, error) { return a.run(t, a.piece) }

// piece is the step that makes a piece, compressed where that was agreed.
func (a *answering) piece() (r step) {
	r.piece, r.err = a.Next(a.buf[:0])
	a.buf, r.made = r.piece, len(r.piece)
	if a.encoder == nil || r.err != nil && r.err != io.EOF {
		return r
	}
	a.encoder.Taken()
	err := a.encoder.Add(r.piece)
	if err == nil && r.err == io.EOF {
		err = a.encoder.Finish()
	}
	if err != nil {
		return step{err: err}
	}
	r.piece = a.encoder.Out()
	return r
}

// run makes one step. The error is the task's cancel; then the step may still be running, and closes the answer when it
// has ended.
func (a *answering) run(t *netio.Task, f func() step) (step, error) {
	if err := t.Err(); err != nil {
		return step{}, err
	}
	r, err := netio.Await(t, a.pool, func() (step, error) { return unbroken(f), nil }, func(r step) {
		if r.answer != nil {
			a.ServiceAnswer = r.answer
		}
		a.gone = false
		a.close()
	})
	if err != nil {
		a.gone = true
	}
	return r, err
}

// unbroken runs a step and makes an error of a panic, which would end the process.
func unbroken(f func() step) (r step) {
	defer func() {
		if p := recover(); p != nil {
			r.err = fmt.Errorf("service panicked: %v", p)
		}
	}()
	return f()
}

// close has the answer closed, off the loop as all that it does.
func (a *answering) close() {
	if !a.gone && a.ServiceAnswer != nil && a.Close != nil {
		a.pool.Run(a.Close)
	}
}

// packAnswer has the body compressed where the sections want that and the client takes it: off the loop, where its pieces
// are made.
func (s *Stream) packAnswer(a *answering) {
	if a.Next == nil {
		return
	}
	s.offerPacking()
	s.choosePacking()
	s.pack()
	if s.packing.packs {
		a.encoder = s.packDown.encoder
	}
}

// leaveAnswer closes the answer. An encoder that a step still uses, or whose output is still being sent, serves no other.
func (s *Stream) leaveAnswer(a *answering) {
	if a.encoder != nil && (a.gone || s.client.Pending() > 0) {
		s.packDown.encoder = nil
	}
	a.close()
}

// relayAnswer sends the pieces of the body, each made in the memory of the one before, once that was sent.
func (s *Stream) relayAnswer(t *netio.Task, a *answering) error {
	chunked := s.res.Framing == http1.FramingChunked
	if err := s.client.Room(t, serviceRoom, s.clientDeadline()); err != nil {
		return clientError{err}
	}
	for {
		r, err := a.next(t)
		if err == nil && r.err != io.EOF {
			err = r.err
		}
		if err != nil {
			return err
		}
		if a.encoder != nil {
			s.packDown.took(r.made)
			s.packDown.gave(len(r.piece))
		}
		if err := s.writePiece(r.piece, chunked, r.err == io.EOF); err != nil {
			return clientError{err}
		}
		if r.err == io.EOF && a.encoder == nil {
			return nil
		}
		// Not before the kernel has taken the piece may its memory be used again, or its encoder for another answer.
		if _, err := s.client.Flushed(t, s.clientDeadline()); err != nil {
			return clientError{err}
		}
		if r.err == io.EOF {
			return nil
		}
	}
}

// serviceRoom is how much of the client's output queue must be free before the first piece is made.
const serviceRoom = 128 << 10

// writePiece queues a piece, which may be large: it is not copied, and so not to be changed while it is queued.
func (s *Stream) writePiece(piece []byte, chunked, last bool) error {
	l := s.lane
	if !chunked {
		return s.client.Lend(piece)
	}
	var err error
	if len(piece) > 0 {
		l.wire = http1.AppendChunkHead(l.wire[:0], len(piece))
		err = errors.Join(s.client.Write(l.wire), s.client.Lend(piece), s.client.WriteString(http1.ChunkTail))
	}
	if last && err == nil {
		err = s.client.Write(http1.AppendLastChunk(l.wire[:0], nil))
	}
	return err
}

// answerFailed ends an answer that could not be sent whole, or not at all.
func (s *Stream) answerFailed(t *netio.Task, err error) {
	s.ending = natural // it was to be the service's
	s.keep = false
	if s.status != 0 {
		s.sess.parting = partReset // the client must see that it has a part only
	}
	var lost clientError
	switch {
	case t.Err() == errClientLate:
		s.endAs(ClientTimeout, InData)
	case t.Err() != nil:
		s.abandoned(InData)
	case errors.As(err, &lost):
		s.clientFailed(err, InData)
	default:
		s.internalError()
		s.endAs(Internally, InData)
		if s.status == 0 {
			s.replyPage(500)
		}
	}
}
