package forward

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"
)

// ShowForward writes how each section does, for a terminal, or all that is known of the one of that name.
func (f *Forward) ShowForward(w io.Writer, name string) error {
	if name != "" {
		i := slices.IndexFunc(f.destinations, func(d *destination) bool { return d.c.Name == name })
		if i < 0 {
			return fmt.Errorf("there is no section 'metrics-forward %s'", name)
		}
		return f.destinations[i].show(w)
	}
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "# name\tkind\tstate\tlag\tqueued\tbytes\tsent\tresent\tfailed\tdropped\tlast_error")
	for _, d := range f.destinations {
		a, n := d.account.read(), d.length()
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%s\n", d.c.Name, d.c.target.kind.name, d.state(), d.lag().Round(time.Second),
			n.Items, n.Bytes, a.sent, a.resent, a.failures, a.dropped(), quoted(a.lastError))
	}
	return t.Flush()
}

// state says in a word how it goes.
func (d *destination) state() string {
	a := d.account.read()
	switch {
	case d.opened() == nil && d.feed == nil:
		return "waiting" // for an older process
	case a.sentAt.IsZero() && a.errorAt.IsZero():
		return "new"
	case d.up() == 1:
		return "up"
	}
	return "down"
}

// show writes all that is known.
func (d *destination) show(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 1, ' ', 0)
	line := func(name, format string, args ...any) { fmt.Fprintf(t, name+":\t"+format+"\n", args...) }
	a, n := d.account.read(), d.length()
	line("name", "%s", d.c.Name)
	line("target", "%s", d.c.target)
	line("guarantee", "%s", d.c.target.kind.guarantee)
	line("state", "%s", d.state())
	line("interval", "%s", d.c.Interval)
	if q := d.opened(); q != nil {
		line("identity", "%s", q.Identity())
	}
	line("newest_batch", "%d", a.newest)
	line("lag", "%s", d.lag().Round(time.Second))
	line("queued_batches", "%d", n.Batches)
	line("queued_items", "%d", n.Items)
	line("queued_bytes", "%d of %d", n.Bytes, d.c.queue.size)
	line("sent_items", "%d", a.sent)
	line("resent_items", "%d", a.resent)
	line("failed_attempts", "%d", a.failures)
	for _, why := range reasons {
		if c := a.drops[why]; c.batches > 0 {
			line("dropped_items", "%d in %d batches (%s)", c.items, c.batches, why)
		}
	}
	line("last_sent", "%s", moment(a.sentAt))
	line("last_error", "%s %s", moment(a.errorAt), quoted(a.lastError))
	if a.trouble != "" {
		line("queue_trouble", "%s", quoted(a.trouble))
	}
	return t.Flush()
}

// moment is empty for one that was not.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// quoted encodes what came from outside.
func quoted(text string) string {
	if text == "" {
		return ""
	}
	return strconv.QuoteToASCII(text)
}
