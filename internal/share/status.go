package share

import (
	"fmt"
	"sync"
	"time"
)

// A State is how a store stands.
type State string

// The states.
const (
	Connecting State = "connecting" // nothing was exchanged yet
	Synced     State = "synced"
	Away       State = "away"  // the last exchange failed; what was learned still holds
	Stale      State = "stale" // and that is longer ago than max-staleness
)

// States lists them.
var States = []State{Connecting, Synced, Away, Stale}

// A Reason is why something was dropped.
type Reason string

// The reasons.
const (
	dropEnded     Reason = "ended"     // changes that were not told when the others took this process for ended
	dropFull      Reason = "full"      // keys of others for which a table had no room
	dropMalformed Reason = "malformed" // records that could not be read
	dropEvicted   Reason = "evicted"   // entries that a full table gave up before they were told
)

// Reasons lists them.
var Reasons = []Reason{dropEnded, dropFull, dropMalformed, dropEvicted}

// A Report is what operators are told of a store.
type Report struct {
	Name, Server    string
	State           State
	Lag             time.Duration // since what is known was learned; negative when nothing ever was
	Pending         uint64        // changes that were not told yet
	Sent, Retried   uint64        // keys told, and told again as there was no answer
	Learned, Folded uint64
	Losses          uint64 // times that the store had lost what it kept
	Dropped         map[Reason]uint64
	LastError       string
}

// Severities of syslog.
const (
	severityWarning = 4
	severityNotice  = 5
)

// status is what a store knows of itself. Its lock is never held while anything waits.
type status struct {
	store    *Store
	announce func(severity int, line string)

	mu     sync.Mutex
	state  State
	at     string // the server
	synced int64  // ms of the store's clock; 0 for never
	flight int    // keys in a question that was not answered
	sums   Report
}

func (u *status) with(f func()) {
	u.mu.Lock()
	defer u.mu.Unlock()
	f()
}

func (u *status) server(name string) { u.with(func() { u.at = name }) }
func (u *status) sent(n int)         { u.with(func() { u.flight = n }) }
func (u *status) folded()            { u.with(func() { u.sums.Folded++ }) }
func (u *status) learned(n int)      { u.with(func() { u.sums.Learned += uint64(n) }) }

func (u *status) answered(n int) {
	u.with(func() { u.flight, u.sums.Sent = 0, u.sums.Sent+uint64(n) })
}

func (u *status) drop(r Reason, n uint64) { u.with(func() { u.sums.Dropped[r] += n }) }

func (u *status) lost() {
	u.with(func() { u.sums.Losses++ })
	u.say(severityWarning, "met with a loss: server %s has not all that it was told, so everything is told again", u.at)
}

// failed notes an error.
func (u *status) failed(err error) {
	if err == nil {
		return
	}
	u.with(func() {
		u.sums.LastError = err.Error()
		u.sums.Retried += uint64(u.flight)
		u.flight = 0
	})
}

// outcome notes how an exchange went, and tells whether what was learned is too old.
func (u *status) outcome(err error) (stale bool) {
	u.failed(err)
	now, limit := u.store.clock(), u.store.MaxStaleness.Milliseconds()
	was, is := u.state, Synced
	u.with(func() {
		switch {
		case err == nil:
			u.synced = now
		case now-u.synced > limit:
			is = Stale
		default:
			is = Away
		}
		u.state = is
	})
	if was == is {
		return is == Stale
	}
	switch is {
	case Synced:
		u.say(severityNotice, "synced with server %s", u.at)
	case Away:
		u.say(severityWarning, "away (%v): tables answer with what is counted here and was known of others", err)
	case Stale:
		u.say(severityWarning, "stale (%v): nothing was learned for %v; what others have in use does not count", err, u.store.MaxStaleness)
	}
	return is == Stale
}

func (u *status) say(severity int, format string, args ...any) {
	u.announce(severity, "Table store "+u.store.Name+" is "+fmt.Sprintf(format, args...)+".")
}

// untold counts the changes that were not told.
func (s *Store) untold() (n uint64) {
	for _, t := range s.tables {
		n += t.table.Touches() - t.told.Load()
	}
	return n
}

// Report tells how the store stands.
func (s *Store) Report() (r Report) {
	u := &s.status
	u.with(func() {
		r = u.sums
		r.Name, r.State, r.Server, r.Lag = s.Name, u.state, u.at, time.Duration(s.clock()-u.synced)*time.Millisecond
		r.Dropped = map[Reason]uint64{}
		for _, reason := range Reasons {
			r.Dropped[reason] = u.sums.Dropped[reason]
		}
	})
	r.Pending = s.untold()
	for _, t := range s.tables {
		r.Dropped[dropEvicted] += t.table.Lost()
	}
	return r
}

// DroppedAll is what was dropped for whatever reason.
func (r *Report) DroppedAll() (n uint64) {
	for _, of := range r.Dropped {
		n += of
	}
	return n
}
