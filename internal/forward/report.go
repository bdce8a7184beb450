package forward

import (
	"time"

	"metergate/internal/export"
)

// reportMost is the longest time between two reports, and reportEnd bounds how long the last one is tried.
const (
	reportMost = 10 * time.Second
	reportEnd  = 2 * time.Second
)

// report tells the newer process what this one still counts, again and again until over is closed, and once more then.
func (d *destination) report(over <-chan struct{}) {
	every := time.NewTicker(min(d.c.Interval, reportMost))
	defer every.Stop()
	for {
		select {
		case <-every.C:
			_ = d.reportOnce() // what was not taken is in the next one
		case <-over:
			d.reportLast()
			return
		}
	}
}

// reportOnce makes a report, and keeps its content for the next one when it is not taken.
func (d *destination) reportOnce() (err error) {
	var all []report
	var done func()
	d.o.Permit(func() { all, done = d.reader.drained.since(d.o.Walk()) })
	if len(all) == 0 {
		return nil
	}
	if err = tell(d.address(), all); err == nil {
		done()
	}
	return err
}

// reportLast makes the last report. A newer process may be giving the section to a still newer one.
func (d *destination) reportLast() {
	for end := time.Now().Add(reportEnd); ; time.Sleep(claimPoll) {
		err := d.reportOnce()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			d.say(severityWarning, "what was counted since the last report is not sent: %v", err)
			return
		}
	}
}

// since returns what this process has counted since its marks, by object. done moves the marks.
func (d *drained) since(w *export.Walk) (all []report, done func()) {
	now := map[objectKey]*totals{}
	for o := range everything(w) {
		key := objectOf(o)
		c := totalsOf(o, w.View)
		c.only(d.marks[key])
		if more, some := c.since(d.marks[key]); some {
			all = append(all, report{key.kind.String(), key.proxy, key.name, key.consumer, key.keyType, more})
			now[key] = &c
		}
	}
	return all, func() {
		for key, c := range now {
			d.marks[key] = c
		}
	}
}
