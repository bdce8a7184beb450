package check

import (
	"math/rand/v2"
	"time"

	"metergate/internal/netio"
)

// A Runner checks one server, again and again: its health, or its agent. It costs a timer while it waits and a task
// while it probes. All its methods belong to its loop.
type Runner struct {
	loop      *netio.Loop
	subject   Subject
	plan      *Plan
	agent     bool
	intervals Intervals

	timer *netio.Timer
	due   int64 // of the next check, while one is waited for
	run   int   // number of the present run; a task of an older one has nothing more to say
	on    bool
	task  netio.TaskRef
	busy  bool
}

// NewRunner returns a runner of a server's health check.
func NewRunner(l *netio.Loop, s Subject, p *Plan, i Intervals) *Runner {
	return &Runner{loop: l, subject: s, plan: p, intervals: i}
}

// NewAgentRunner returns a runner of a server's agent check.
func NewAgentRunner(l *netio.Loop, s Subject, p *AgentPlan, i Intervals) *Runner {
	return &Runner{loop: l, subject: s, plan: p.plan(), agent: true, intervals: i}
}

// Start begins with a check that long from now; see Spread. A runner that is on goes on as before, and one that was
// stopped takes up its rhythm: checks fall where they would have fallen.
func (r *Runner) Start(delay time.Duration) {
	if r.on {
		return
	}
	r.on = true
	if r.due != 0 {
		delay = r.sinceStopped()
	}
	r.wait(delay)
}

// sinceStopped returns the time to the next check of a runner that was stopped.
func (r *Runner) sinceStopped() time.Duration {
	inter := int64(max(r.intervals.Inter, 1))
	late := r.loop.Now() - r.due
	if late < 0 {
		return time.Duration(-late)
	}
	return time.Duration(inter - late%inter)
}

// Stop ends the checks; one that runs is cut without a result.
func (r *Runner) Stop() {
	r.on = false
	r.run++
	if r.timer != nil {
		r.timer.Stop()
	}
	if r.busy {
		r.busy = false
		r.task.Cancel(nil)
		r.subject.Health().Abandon(r.agent)
	}
}

// Hurry brings the next check forward to the fast interval.
func (r *Runner) Hurry() {
	if r.on && !r.busy && r.due > r.loop.Now()+int64(r.intervals.Fast) {
		r.wait(r.intervals.Fast)
	}
}

// wait arms the timer.
func (r *Runner) wait(d time.Duration) {
	if r.timer == nil {
		r.timer = r.loop.NewTimer(r.begin)
	}
	r.due = r.loop.Now() + int64(d)
	r.timer.Set(r.due)
}

// begin starts a probe, unless there is nothing to probe yet.
func (r *Runner) begin() {
	target := r.subject.Target(r.agent)
	if target.Addr.IsZero() {
		r.wait(r.intervals.Inter)
		return
	}
	r.run++
	run := r.run
	if r.loop.Go("check "+target.Name, func(t *netio.Task) { r.probe(t, target, run) }) == nil {
		r.busy = true
		r.subject.Health().Begin(r.agent)
	}
}

// probe is the task of one check.
func (r *Runner) probe(t *netio.Task, target Target, run int) {
	if run != r.run {
		return
	}
	r.task = t.Ref()
	p := &probe{task: t, subject: r.subject, target: target, plan: r.plan, times: &r.intervals, serverUp: r.subject.Health().View().Op != Stopped}
	result, ok := p.run()
	if run != r.run || !ok {
		return
	}
	r.busy = false
	r.subject.Apply(r.settle(p, result))
	if run == r.run {
		r.wait(r.next())
	}
}

// settle gives a result to the server's health.
func (r *Runner) settle(p *probe, result Result) Event {
	h := r.subject.Health()
	switch {
	case !r.agent:
		return h.Check(result)
	case p.report == nil:
		return h.Unheard(result)
	}
	return h.Report(*p.report, result)
}

// next returns the time to the next check.
func (r *Runner) next() time.Duration {
	v := r.subject.Health().View()
	counter := v.Check.Counter
	if r.agent {
		counter = v.Agent.Counter
	}
	d := r.intervals.After(counter)
	if r.intervals.Spread > 0 {
		swing := float64(d) * float64(r.intervals.Spread) / 100
		d += time.Duration(swing * (2*rand.Float64() - 1))
	}
	return d
}
