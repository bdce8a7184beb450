package netio

import (
	"bytes"
	"runtime/pprof"
	"time"
)

const (
	// stallEvery is the least time between two reports about a loop.
	stallEvery = int64(10 * time.Second)
	// watchBusy and watchQuiet are how often the loops are looked at, while they work and while they mostly sleep.
	watchBusy, watchQuiet = time.Duration(stall / 2), time.Second
	// quietTurns is how many turns since the last look still count as sleeping.
	quietTurns = 100
)

// watch reports turns that take too long while they do, from outside the loops, with the task's name and a goroutine profile.
func (g *Group) watch() {
	timer := time.NewTimer(watchBusy)
	defer timer.Stop()
	reported := make([]int64, len(g.loops)) // when
	last := uint64(0)
	for {
		select {
		case <-g.done:
			return
		case <-timer.C:
		}
		turns, now := uint64(0), Clock()
		for i, l := range g.loops {
			turns += l.stats.turns.Load()
			if began := l.stats.began.Load(); began != 0 && now-began > stall && now-reported[i] > stallEvery {
				reported[i] = now
				g.reportStall(l, now-began)
			}
		}
		if turns-last > quietTurns {
			timer.Reset(watchBusy)
		} else {
			timer.Reset(watchQuiet)
		}
		last = turns
	}
}

// reportStall logs what keeps a loop busy.
func (g *Group) reportStall(l *Loop, ns int64) {
	var profile bytes.Buffer
	_ = pprof.Lookup("goroutine").WriteTo(&profile, 1) // a buffer takes everything
	g.log.Warn("a turn of an event loop takes long", "loop", l.shard, "task", l.stats.taskName(), "so far", time.Duration(ns),
		"goroutines", profile.String())
}

// stalled counts a turn that took too long, and says so without a profile when the watch did not see it.
func (l *Loop) stalled(ns int64) {
	l.stats.stalls.Add(1)
	if l.now-l.stallSaid < stallEvery {
		return
	}
	l.stallSaid = l.now
	task := l.stats.taskName()
	l.group.logs.Run(func() {
		l.group.log.Warn("a turn of an event loop took long", "loop", l.shard, "last task", task, "duration", time.Duration(ns))
	})
}

// taskName is the name of the task resumed last.
func (s *loopStats) taskName() string {
	if p := s.current.Load(); p != nil {
		return *p
	}
	return ""
}
