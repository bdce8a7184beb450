package admin

import (
	"errors"
	"time"

	"metergate/internal/clock"
	"metergate/internal/proxy"
)

func init() {
	Register(Command{Name: "wait", Args: "{-h|<delay_ms>} cond [args...]", Help: "wait for a time or a condition (-h for more)", Level: Admin, Run: runWait})
}

const waitUsage = `Usage: wait {-h|<duration>} [condition [args...]]
Answers after that time, or before when the condition holds:
  -h          this text
  <duration>  a number with a unit us, ms, s, m, h or d; ms when absent
  srv-removable <backend>/<server>
              the server could be deleted now
  be-removable <backend>
              the backend could be deleted now
`

// waitPoll is how often a condition is looked at.
const waitPoll = 20 * time.Millisecond

func runWait(r *Request) error {
	word := r.Arg(0)
	switch word {
	case "":
		return message("Expects a duration in milliseconds.")
	case "-h":
		return message(waitUsage)
	}
	d, err := clock.ParseDuration(word, time.Millisecond)
	if err != nil {
		return message("Invalid duration.")
	}
	switch r.Arg(1) {
	case "":
		if !r.pause(d) {
			return message("Interrupted.")
		}
	case "srv-removable":
		if r.Arg(2) == "" {
			return message("Missing server name (<backend>/<server>).")
		}
		return r.await(d, proxy.ErrStillAttached, func() error {
			s, err := r.server(r.Arg(2))
			if err != nil {
				return err
			}
			return s.Removable()
		})
	case "be-removable":
		if r.Arg(2) == "" {
			return message("Missing backend name.")
		}
		return r.await(d, proxy.ErrHasStreams, func() error {
			b, err := r.removableBackend(r.Arg(2))
			if err != nil {
				return err
			}
			return b.Removable()
		})
	default:
		return message(waitUsage)
	}
	return r.Infof("Done.")
}

// await waits until look finds nothing in the way. What time does not change, which is all but passing, is an error at once.
func (r *Request) await(d time.Duration, passing error, look func() error) error {
	for end := time.Now().Add(d); ; {
		err := look()
		switch left := time.Until(end); {
		case err == nil:
			return r.Infof("Done.")
		case !errors.Is(err, passing):
			return messagef("Failed. %v", err)
		case left <= 0:
			return messagef("Wait delay expired.")
		case !r.pause(min(left, waitPoll)):
			return message("Interrupted.")
		}
	}
}

// pause waits, and returns false when the server is closed meanwhile.
func (r *Request) pause(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-r.api.done:
		return false
	}
}
