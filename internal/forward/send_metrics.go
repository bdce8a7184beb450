package forward

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"metergate/internal/metric"
)

// A feed is a line send-metrics-url at work. It has no queue: each period sends what is so then, and a period whose
// attempts all fail is given up.
type feed struct {
	c      *Feed
	o      *Options
	client *client
	told   *destination // what is told of it

	number uint64 // of the newest delivery
	state  memory // of the newest one that was taken
	failed bool   // the period before was given up
}

// newFeed returns the destination that a feed is told of as.
func newFeed(c *Feed, o *Options) *destination {
	t := &target{kind: feedKind, url: c.line.url, tls: c.line.tls, header: c.header, connect: c.line.timeout, answer: c.line.timeout}
	f := &feed{c: c, o: o, client: newClient(t)}
	f.told = &destination{c: &Config{Name: c.Name, Interval: c.line.every, target: t}, o: o, feed: f, ident: metric.Ident{Name: c.Name}}
	return f.told
}

// feedKind stands for the kind of targets in messages; no section can name it.
var feedKind = &kind{name: sendName, guarantee: "At most once for each period, but for answers that are lost; a period whose attempts all fail is given up."}

// A parcel is one delivery on its way.
type parcel struct {
	request
	state memory // becomes the feed's when it is taken
}

// run sends in each period until stop is closed, and once more then, until ctx ends.
func (f *feed) run(ctx context.Context, stop <-chan struct{}) {
	for next := f.c.line.first; pause(ctx, stop, next); {
		begun := time.Now()
		f.period(ctx, stop)
		next = f.c.line.every - time.Since(begun)
	}
	f.period(ctx, stop)
}

// pause waits. It returns false when stop was closed.
func pause(ctx context.Context, stop <-chan struct{}, d time.Duration) bool {
	timer := time.NewTimer(max(d, 0))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-stop:
	case <-ctx.Done():
	}
	return false
}

// period makes one delivery: an attempt, and retries for as long as the gateway serves.
func (f *feed) period(ctx context.Context, stop <-chan struct{}) {
	p, err := f.pack()
	if err != nil {
		f.told.account.failed(err)
		f.giveUp(1, err)
		return
	}
	for attempt := 1; ; attempt++ {
		began := time.Now()
		a, v := f.attempt(ctx, p)
		took := time.Since(began)
		f.explain(p, &a, v.err, attempt, took)
		if v.err == nil {
			f.taken(p, a.status, attempt, took)
			return
		}
		f.told.account.failed(v.err)
		if attempt > f.c.line.retries || !pause(ctx, stop, max(f.c.line.again, v.after)) {
			f.giveUp(attempt, v.err)
			return
		}
	}
}

// attempt sends a parcel once.
func (f *feed) attempt(ctx context.Context, p *parcel) (answer, verdict) {
	ctx, cancel := context.WithTimeout(ctx, f.c.line.timeout)
	defer cancel()
	return f.client.send(ctx, &p.request)
}

// pack makes the next delivery of what is so now.
func (f *feed) pack() (p *parcel, err error) {
	f.number++
	f.told.account.change(func(k *known) { k.newest = f.number })
	p = &parcel{request: request{method: f.c.line.method, url: f.c.line.url.String(), number: f.number}}
	p.header = []string{
		"Metergate-Sequence", strconv.FormatUint(f.number, 10),
		"Metergate-Start", f.c.begun().UTC().Format("2006-01-02T15:04:05.000Z"),
	}
	f.o.Permit(func() { err = f.fill(p) })
	return p, err
}

// fill makes the body.
func (f *feed) fill(p *parcel) (err error) {
	switch c := f.c; {
	case c.data != nil:
		p.body = c.data.Append(nil, time.Now(), f.number)
	case c.page != nil:
		if p.body, p.state, err = f.render(); err != nil {
			return err
		}
	default:
		return nil
	}
	p.header = append(p.header, "Content-Type", f.c.content)
	if f.c.line.gzip {
		p.body = zipped(p.body)
		p.header = append(p.header, "Content-Encoding", "gzip")
	}
	return nil
}

// taken keeps what a delivery leaves behind, and tells of it.
func (f *feed) taken(p *parcel, status, attempts int, took time.Duration) {
	f.state = p.state
	f.told.account.delivered(1, 0)
	if f.failed {
		f.told.say(severityNotice, "deliveries to %s are taken again", f.c)
	}
	f.failed = false
	if f.c.line.log && !f.c.line.quiet {
		f.log(severityInfo, "delivery %d taken: status %d, %d bytes in %s, attempt %d", p.number, status, len(p.body), took.Round(time.Millisecond), attempts)
	}
}

// giveUp tells of a period without a delivery.
func (f *feed) giveUp(attempts int, why error) {
	f.told.account.drop(dropFailed, 1, 1)
	if !f.failed {
		f.told.say(severityWarning, "delivery %d to %s is given up: %v", f.number, f.c, why)
	}
	f.failed = true
	if f.c.line.log {
		f.log(severityWarning, "delivery %d given up after %d attempts: %v", f.number, attempts, why)
	}
}

// The levels of send-metrics-debug.
const (
	debugOutcome = 1 + iota
	debugRequest
	debugAnswer
	debugBody
)

// explain prints as much of an attempt as is asked for. Values of header fields may be secrets and are never printed.
func (f *feed) explain(p *parcel, a *answer, err error, attempt int, took time.Duration) {
	if f.c.debug < debugOutcome {
		return
	}
	outcome := fmt.Sprintf("status %d", a.status)
	if a.status == 0 && err != nil {
		outcome = err.Error()
	}
	f.log(severityDebug, "debug: delivery %d, attempt %d: %s in %s", p.number, attempt, outcome, took.Round(time.Microsecond))
	if f.c.debug >= debugRequest {
		var names []string
		for _, h := range f.c.header {
			names = append(names, h.name)
		}
		for i := 0; i < len(p.header); i += 2 {
			names = append(names, p.header[i])
		}
		f.log(severityDebug, "debug: %s, %d bytes, header fields %s", f.c, len(p.body), strings.Join(names, ", "))
	}
	if f.c.debug >= debugAnswer {
		f.log(severityDebug, "debug: answer %s", quoted(string(a.body[:min(len(a.body), maxSaid)])))
	}
	if f.c.debug >= debugBody {
		f.log(severityDebug, "debug: body %s", quoted(string(p.body[:min(len(p.body), maxShown)])))
	}
}

// maxShown bounds what is printed of a body.
const maxShown = 2048

// log writes a line to the gateway's log.
func (f *feed) log(severity int, format string, args ...any) {
	f.o.Log(severity, fmt.Sprintf("%s %s: ", f.c.Name, f.c)+fmt.Sprintf(format, args...))
}
