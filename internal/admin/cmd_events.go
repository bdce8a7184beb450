package admin

import (
	"fmt"
	"strings"
	"time"

	"metergate/internal/syslog"
)

func init() {
	Register(Command{Name: "show events", Args: "[<sink>] [-w] [-n] [-0]", Help: "show event sink state", Level: User, Run: runShowEvents})
}

// eventPoll is how long a client that waits for events is left alone before what was written is sent.
const eventPoll = 100 * time.Millisecond

func runShowEvents(r *Request) error {
	name := r.Arg(0)
	if name == "" || strings.HasPrefix(name, "-") {
		return r.listSinks()
	}
	if name == "stdout" || name == "stderr" {
		return message("Nothing to report for this sink")
	}
	ring := r.ring(name)
	if ring == nil {
		return message("No such event sink")
	}
	end, wait, fresh := "\n", false, false
	for _, word := range r.Args[1:] {
		flags, ok := strings.CutPrefix(word, "-")
		if !ok || strings.Trim(flags, "wn0") != "" {
			return message("unknown option")
		}
		wait = wait || strings.Contains(flags, "w")
		fresh = fresh || strings.Contains(flags, "n")
		if strings.Contains(flags, "0") {
			end = "\x00"
		}
	}
	return r.showEvents(ring, fresh, wait, end)
}

// showEvents prints the lines of a ring: all that it holds unless only fresh ones are wanted, and then those that come for
// as long as the client says nothing and stays.
func (r *Request) showEvents(ring *syslog.Ring, fresh, wait bool, end string) error {
	next := uint64(0)
	if fresh {
		_, next, _ = ring.Since(next)
	}
	for {
		var lines [][]byte
		lines, next, _ = ring.Since(next)
		for _, line := range lines {
			r.Write(line)
			if _, err := r.Write([]byte(end)); err != nil {
				return err
			}
		}
		if !wait || r.out.flush() != nil || !r.quietFor(eventPoll) {
			return nil
		}
	}
}

// quietFor waits for that time, and returns false as soon as the client says something or leaves, or the server is closed.
func (r *Request) quietFor(d time.Duration) bool {
	if r.in.Buffered() > 0 {
		r.in.Discard(r.in.Buffered())
		return false
	}
	select {
	case <-r.api.done:
		return false
	default:
	}
	r.conn.SetReadDeadline(time.Now().Add(d))
	_, err := r.in.Peek(1)
	if timeout, ok := err.(interface{ Timeout() bool }); ok && timeout.Timeout() {
		return true
	}
	r.in.Discard(r.in.Buffered())
	return false
}

// ring returns the ring of that name, or nil.
func (r *Request) ring(name string) *syslog.Ring { return r.Gateway().Logs.Rings[name] }

func (r *Request) listSinks() error {
	r.Printf("Supported events sinks are listed below. Add -0(zero), -w(wait), -n(new). Any key to stop.\n")
	r.sink("stdout", "fd", 0, "standard output (fd#1)")
	err := r.sink("stderr", "fd", 0, "standard output (fd#2)")
	for _, ring := range r.Gateway().Rings {
		err = r.sink(ring.Name, "buffer", ring.Dropped(), ring.Description)
	}
	return err
}

func (r *Request) sink(name, kind string, dropped uint64, description string) error {
	return r.Printf("    %s\n", fmt.Sprintf("%-10s : type=%s, %d dropped, %s", name, kind, dropped, description))
}
