package proxy

import (
	"time"

	"metergate/internal/netio"
)

// throttleStep is how long a frontend that has reached its rate of sessions stops accepting before it looks again.
const throttleStep = int64(10 * time.Millisecond)

// throttle stops the accepting of a frontend that has reached its rate of sessions (rate-limit sessions), or one of the
// process's; connections wait in the kernel meanwhile.
func (f *Frontend) throttle(l *netio.Loop) {
	if !f.tooFast(l) || !f.throttled.CompareAndSwap(false, true) {
		return
	}
	f.sockets((*netio.Listener).Pause)
	f.unthrottleLater(l)
}

func (f *Frontend) tooFast(l *netio.Loop) bool {
	now := l.Now() / 1e6
	return f.RateLimit > 0 && sessRate.PerSecond(f.Set, now) >= float64(f.RateLimit) || f.gateway.tooFast(now)
}

// unthrottleLater lets the frontend accept again once its rate is below the limit, unless an operator has paused it.
func (f *Frontend) unthrottleLater(l *netio.Loop) {
	var tm *netio.Timer
	tm = l.NewTimer(func() {
		if f.tooFast(l) {
			tm.Set(l.Now() + throttleStep)
			return
		}
		f.throttled.Store(false)
		if f.State() == FrontendOpen {
			f.sockets((*netio.Listener).Resume)
		}
	})
	tm.Set(l.Now() + throttleStep)
}
