package forward

import (
	"fmt"
	"maps"
	"sync"
	"time"
)

// The syslog levels of what is said.
const (
	severityWarning = 4
	severityNotice  = 5
	severityInfo    = 6
	severityDebug   = 7
)

// An account is what is known of the deliveries of a destination.
type account struct {
	mu sync.Mutex // guards all
	known
}

// What an account knows.
type known struct {
	sent      uint64 // items that were delivered
	resent    uint64 // items that were sent again because the destination asked for it
	failures  uint64 // messages that were not taken, to be sent again
	drops     map[string]dropCount
	newest    uint64 // the number of the newest batch
	lastError string
	errorAt   time.Time
	sentAt    time.Time
	trouble   string    // with the queue, as it was told
	gaveUpAt  time.Time // when a part that was given up was last told of
}

// A dropCount is what was dropped for one reason.
type dropCount struct{ batches, items uint64 }

// dropped is how many items were dropped.
func (k known) dropped() (n uint64) {
	for _, c := range k.drops {
		n += c.items
	}
	return n
}

// read returns what is known now.
func (a *account) read() (k known) {
	a.mu.Lock()
	defer a.mu.Unlock()
	k = a.known
	k.drops = maps.Clone(a.drops)
	return k
}

// change changes what is known.
func (a *account) change(f func(k *known)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f(&a.known)
}

// delivered counts items that the destination took, and those that it wants again.
func (a *account) delivered(items, again int) {
	a.change(func(k *known) { k.sent, k.resent, k.sentAt = k.sent+uint64(items), k.resent+uint64(again), time.Now() })
}

// failed counts a message that was not taken.
func (a *account) failed(err error) {
	a.change(func(k *known) { k.failures, k.lastError, k.errorAt = k.failures+1, err.Error(), time.Now() })
}

// drop counts what was dropped.
func (a *account) drop(why string, batches, items int) {
	a.change(func(k *known) {
		if k.drops == nil {
			k.drops = map[string]dropCount{}
		}
		c := k.drops[why]
		k.drops[why] = dropCount{c.batches + uint64(batches), c.items + uint64(items)}
	})
}

// say tells the operator.
func (d *destination) say(severity int, format string, args ...any) {
	what := "metrics-forward " + d.c.Name
	if d.feed != nil {
		what = d.c.Name
	}
	d.o.Tell(severity, what+": "+fmt.Sprintf(format, args...))
}

// trouble tells, once, what is wrong with the queue.
func (d *destination) trouble(format string, args ...any) {
	text, told := fmt.Sprintf(format, args...), false
	d.account.change(func(k *known) { told, k.trouble = k.trouble != "", text })
	if !told {
		d.say(severityWarning, "%s", text)
	}
}

// relieved tells that a trouble is over, if there was one.
func (d *destination) relieved() {
	told := false
	d.account.change(func(k *known) { told, k.trouble = k.trouble != "", "" })
	if told {
		d.say(severityNotice, "the queue works again")
	}
}

// gaveUpEvery is the least time between two lines about parts that were given up; all are counted.
const gaveUpEvery = time.Minute

// gaveUp names parts that nobody will take.
func (d *destination) gaveUp(seq uint64, items int, reason string, why error, file string) {
	tell := false
	d.account.change(func(k *known) {
		k.lastError, k.errorAt = why.Error(), time.Now()
		if tell = time.Since(k.gaveUpAt) >= gaveUpEvery; tell {
			k.gaveUpAt = time.Now()
		}
	})
	if !tell {
		return
	}
	if file != "" {
		file = "; it is kept in " + file
	}
	d.say(severityWarning, "batch %d of %s, %d items: %s: %v%s", seq, d.queue.Identity(), items, reason, why, file)
}
