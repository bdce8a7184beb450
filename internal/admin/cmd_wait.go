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
		if err := r.waitRemovable(r.Arg(2), d); err != nil {
			return err
		}
	default:
		return message(waitUsage)
	}
	return r.Infof("Done.")
}

// waitRemovable waits until a server can be deleted. What time does not change is an error at once.
func (r *Request) waitRemovable(name string, d time.Duration) error {
	if name == "" {
		return message("Missing server name (<backend>/<server>).")
	}
	for end := time.Now().Add(d); ; {
		s, err := r.server(name)
		if err == nil {
			err = s.Removable()
		}
		switch left := time.Until(end); {
		case err == nil:
			return nil
		case !errors.Is(err, proxy.ErrStillAttached):
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
