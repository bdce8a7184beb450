package check

import (
	"strconv"
	"sync/atomic"
)

// A Sight is one thing that traffic showed of a server.
type Sight uint8

// The sights.
const (
	SawConnection   Sight = iota // it took a connection
	SawNoConnection              // it did not
	SawAnswer                    // it answered a request
	SawBadStatus                 // it answered with a status that blames the server
	SawBadHead                   // its answer was no HTTP
	SawBadBody                   // its answer ended in no HTTP
	SawReset                     // the connection broke before the answer
	SawTimeout                   // no answer came in time
	SawClose                     // it closed the connection before the answer
)

var sights = [...]struct {
	text           string
	layer4, layer7 int8 // 1 is good, -1 bad, 0 of no interest
}{
	SawConnection:   {"L4 successful connection", 1, 0},
	SawNoConnection: {"L4 unsuccessful connection", -1, -1},
	SawAnswer:       {"Correct http response", 0, 1},
	SawBadStatus:    {"Wrong http response", 0, -1},
	SawBadHead:      {"Invalid http response (headers)", 0, -1},
	SawBadBody:      {"Invalid http response", 0, -1},
	SawReset:        {"Read error (http)", 0, -1},
	SawTimeout:      {"Read timeout (http)", 0, -1},
	SawClose:        {"Close from server (http)", 0, -1},
}

// String returns the words of last_chk.
func (s Sight) String() string { return sights[s].text }

// SawStatus returns what an answer of that status shows: all of 100 to 499 are right, as are 501 and 505, which blame
// the request.
func SawStatus(code int) Sight {
	if code >= 500 && code != 501 && code != 505 {
		return SawBadStatus
	}
	return SawAnswer
}

// An Observer counts the errors in a row that traffic shows of one server. All loops share it.
type Observer struct {
	of     Observe
	limit  int32
	errors atomic.Int32
}

// NewObserver returns the observer of a server line's `observe` and `error-limit`.
func NewObserver(of Observe, limit int) *Observer { return &Observer{of: of, limit: int32(limit)} }

// Saw takes what traffic showed. It reports an error that counts, and whether the limit is reached with it: then
// Health.Punish is due, on the home loop.
func (o *Observer) Saw(s Sight) (failed, enough bool) {
	switch o.judge(s) {
	case 1:
		if o.errors.Load() != 0 {
			o.errors.Store(0)
		}
	case -1:
		failed = true
		if enough = o.errors.Add(1) >= o.limit; enough {
			o.errors.Store(0)
		}
	}
	return failed, enough
}

func (o *Observer) judge(s Sight) int8 {
	switch o.of {
	case ObserveLayer4:
		return sights[s].layer4
	case ObserveLayer7:
		return sights[s].layer7
	}
	return 0
}

// Punish does what the server option `on-error` says after that many errors in a row. Whatever it is, the caller makes
// the next check come soon (Runner.Hurry).
func (h *Health) Punish(then OnError, errors int, last Sight) Event {
	if then == FastInter || !h.check.takesPart() {
		return Event{}
	}
	switch then {
	case SuddenDeath:
		h.check.Health = min(h.check.Health, h.check.Rise+1)
	case MarkDown:
		h.check.Health = min(h.check.Health, h.check.Rise)
	}
	e := h.count(&h.check, Result{
		Status: Analyzed,
		Info:   "Detected " + strconv.Itoa(errors) + " consecutive errors, last one was: " + last.String(),
	})
	return h.settle(e)
}
