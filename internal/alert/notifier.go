package alert

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// A destination is where alerts are sent to.
type destination interface {
	// String names the destination for people, without secrets.
	String() string
	// wants reports whether a state of an alert is to be sent.
	wants(a *Alert) bool
	// send sends alerts. The error is temporary unless it is errRefused.
	send(ctx context.Context, c *http.Client, alerts []Alert) error
}

// errRefused says that sending the same again is of no use.
var errRefused = errors.New("refused")

// A notifier carries alerts to one destination: a bounded queue and a goroutine that sends and tries again.
type notifier struct {
	to     destination
	client *http.Client
	tell   func(severity int, line string)
	ctx    context.Context
	stop   context.CancelFunc
	news   chan struct{}

	mu    sync.Mutex // guards the queue
	queue []Alert    // one for each alert
	lost  int        // since it was told
}

const (
	maxQueue    = 1000             // alerts that wait
	maxBatch    = 64               // alerts in one message
	sendTimeout = 10 * time.Second // of one attempt
	backoffMin  = time.Second
	backoffMost = time.Minute
)

func newNotifier(to destination, tell func(int, string)) *notifier {
	n := &notifier{to: to, client: newClient(), tell: tell, news: make(chan struct{}, 1)}
	if tell == nil {
		n.tell = func(int, string) {}
	}
	n.ctx, n.stop = context.WithCancel(context.Background())
	return n
}

// add queues alerts. It never waits: a newer state of an alert takes the place of an older one, and when the queue is
// full the oldest goes.
func (n *notifier) add(alerts []Alert) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, a := range alerts {
		if n.to.wants(&a) {
			n.put(a)
		}
	}
	if len(n.queue) > 0 {
		select {
		case n.news <- struct{}{}:
		default:
		}
	}
}

func (n *notifier) put(a Alert) {
	for i := range n.queue {
		if n.queue[i].id == a.id {
			n.queue[i] = a
			return
		}
	}
	if len(n.queue) == maxQueue {
		n.queue = n.queue[1:]
		n.lost++
	}
	n.queue = append(n.queue, a)
}

// run sends until the notifier is stopped.
func (n *notifier) run() {
	wait := time.Duration(0)
	for {
		if wait > 0 {
			select {
			case <-time.After(wait):
			case <-n.ctx.Done():
				return
			}
		} else {
			select {
			case <-n.news:
			case <-n.ctx.Done():
				return
			}
		}
		wait = n.flush(wait)
	}
}

// flush sends what is queued. It returns how long to wait before the next attempt, 0 when nothing is left.
func (n *notifier) flush(waited time.Duration) time.Duration {
	for {
		batch := n.take()
		if len(batch) == 0 {
			return 0
		}
		ctx, cancel := context.WithTimeout(n.ctx, sendTimeout)
		err := n.to.send(ctx, n.client, batch)
		cancel()
		switch {
		case err == nil:
			if waited > 0 {
				n.tell(severityNotice, fmt.Sprintf("alerts: %s takes them again", n.to))
			}
			waited = 0
		case errors.Is(err, errRefused):
			n.tell(severityWarning, fmt.Sprintf("alerts: %s does not take %d alerts: %v", n.to, len(batch), err))
		case n.ctx.Err() != nil:
			return 0
		default:
			return n.later(batch, err, waited)
		}
	}
}

// take takes the oldest alerts out of the queue.
func (n *notifier) take() []Alert {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.lost > 0 {
		n.tell(severityWarning, fmt.Sprintf("alerts: %d for %s were dropped: the queue is full", n.lost, n.to))
		n.lost = 0
	}
	k := min(len(n.queue), maxBatch)
	batch := append([]Alert(nil), n.queue[:k]...)
	n.queue = append(n.queue[:0], n.queue[k:]...)
	return batch
}

// later puts alerts back, unless a newer state of theirs waits, and returns when to try again: later each time, and not
// at the same moment as other gateways.
func (n *notifier) later(batch []Alert, err error, waited time.Duration) time.Duration {
	if waited == 0 {
		n.tell(severityWarning, fmt.Sprintf("alerts: %s cannot be reached: %v; they are sent later", n.to, err))
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	newer := n.queue
	n.queue = batch
	for _, a := range newer {
		n.put(a)
	}
	next := min(max(2*waited, backoffMin), backoffMost)
	return next - time.Duration(rand.Int64N(int64(next/4)))
}
