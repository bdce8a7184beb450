package forward

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"metergate/internal/spool"
)

// A sender delivers what is queued, in its order.
type sender struct {
	d      *destination
	most   int           // parts in one message: fewer for a while when the receiver finds them too large
	failed int           // attempts since the last that succeeded
	rest   time.Duration // how long to leave the receiver alone before the next message
}

// The times between attempts, and between messages while there is more to be sent: as long as the last one took, so that
// a receiver that comes back is busy half of the time at most.
const (
	backoffLeast = time.Second
	backoffMost  = time.Minute
	paceLeast    = 10 * time.Millisecond
	paceMost     = 2 * time.Second
)

// run delivers until ctx ends or, once ended is closed, nothing is left or an attempt failed.
func (s *sender) run(ctx context.Context, ended <-chan struct{}) {
	for {
		head, drops := s.d.queue.Head(batchItems)
		s.d.dropped(dropDamaged, drops)
		if len(head) > 0 {
			if !s.deliver(ctx, head, ended) {
				return
			}
			continue
		}
		select {
		case <-s.d.news:
		case <-ctx.Done():
			return
		case <-ended:
			if s.d.queue.Length().Batches == 0 {
				return
			}
		}
	}
}

// deliver sends batches until each of their parts is settled. It returns false when there is no time left for that.
func (s *sender) deliver(ctx context.Context, head []spool.Batch, ended <-chan struct{}) bool {
	parts := partsOf(head)
	for len(parts) > 0 {
		n := min(len(parts), s.most)
		began := time.Now()
		v := s.d.form.deliver(ctx, &message{identity: s.d.queue.Identity(), parts: parts[:n]})
		again := s.settle(parts[:n], v, time.Since(began))
		parts = append(again, parts[n:]...)
		if len(parts) > 0 && !s.wait(ctx, ended) {
			return false
		}
	}
	if err := s.d.queue.Done(head[len(head)-1].Seq); err != nil {
		s.d.trouble("%v", err)
	}
	return s.rest == 0 || s.d.queue.Length().Batches == 0 || s.wait(ctx, ended)
}

func partsOf(head []spool.Batch) (parts []part) {
	for _, b := range head {
		for i, item := range b.Items {
			parts = append(parts, part{b.Seq, i, b.At, item})
		}
	}
	return parts
}

// settle counts what became of parts and returns those that are to be sent again.
func (s *sender) settle(parts []part, v verdict, took time.Duration) (again []part) {
	d := s.d
	switch {
	case v.err == nil:
	case errors.Is(v.err, errTooLarge) && len(parts) > 1:
		s.most = len(parts) / 2
		return parts
	case errors.Is(v.err, errTooLarge), errors.Is(v.err, errRefused), d.c.target.kind.once:
		s.giveUp(parts, v.err)
		s.rest = max(v.after, paceLeast)
		return nil
	default:
		s.failed++
		d.account.failed(v.err)
		if s.failed == 1 {
			d.say(severityWarning, "%s cannot be reached: %v; batches wait", d.c.target, v.err)
		}
		s.rest = max(backoff(s.failed), v.after)
		return parts
	}
	if s.failed > 0 {
		d.say(severityNotice, "%s takes batches again", d.c.target)
	}
	s.failed, s.most = 0, min(s.most+s.most/4+1, batchItems)
	s.rest = min(max(took, paceLeast), paceMost)
	for _, i := range v.again {
		again = append(again, parts[i])
	}
	s.refuse(parts, v.refused)
	if v.lost.items > 0 {
		d.account.drop(dropRefused, 1, v.lost.items)
		d.gaveUp(parts[0].seq, v.lost.items, dropRefused, errors.New(v.lost.why), "")
	}
	d.account.delivered(len(parts)-len(v.again)-len(v.refused)-v.lost.items, len(again))
	if len(again) > 0 {
		s.rest = max(backoffLeast, v.after)
	}
	return again
}

// refuse gives up the parts that were refused.
func (s *sender) refuse(parts []part, all []refusal) {
	if len(all) == 0 {
		return
	}
	var given []part
	for _, r := range all {
		given = append(given, parts[r.index])
	}
	s.giveUp(given, errors.New(all[0].why))
}

// giveUp puts parts aside that nobody will take, those of each batch by themselves.
func (s *sender) giveUp(parts []part, why error) {
	for len(parts) > 0 {
		n := 1
		for n < len(parts) && parts[n].seq == parts[0].seq {
			n++
		}
		s.putAside(parts[:n], why)
		parts = parts[n:]
	}
}

// putAside puts parts of one batch aside.
func (s *sender) putAside(parts []part, why error) {
	b := spool.Batch{Seq: parts[0].seq, At: parts[0].at}
	for _, p := range parts {
		b.Items = append(b.Items, p.item)
	}
	reason := dropRefused
	if s.d.c.target.kind.once {
		reason = dropFailed
	}
	name, err := s.d.queue.Aside(b)
	if err != nil {
		s.d.trouble("cannot put a batch aside: %v", err)
	}
	s.d.account.drop(reason, 1, len(parts))
	s.d.gaveUp(b.Seq, len(parts), reason, why, name)
}

// backoff is how long to wait after a number of failures: longer each time, and not the same time as others wait.
func backoff(failures int) time.Duration {
	next := min(backoffLeast<<min(failures-1, 10), backoffMost)
	return next - time.Duration(rand.Int64N(int64(next/4)))
}

// wait rests. It returns false when the time is over, or the gateway ends and the receiver does not answer.
func (s *sender) wait(ctx context.Context, ended <-chan struct{}) bool {
	if s.failed > 0 {
		select {
		case <-ended:
			return false
		default:
		}
	} else {
		ended = nil
	}
	select {
	case <-time.After(s.rest):
		return true
	case <-ctx.Done():
		return false
	case <-ended:
		return false
	}
}
