package netio

import (
	"bytes"
	"runtime/pprof"
	"time"
)

// stallEvery is the least time between two reports about a loop.
const stallEvery = int64(10 * time.Second)

// watch reports turns that take too long while they do, from outside the loops: a line with the task's name and a goroutine
// profile.
func (g *Group) watch() {
	tick := time.NewTicker(time.Duration(stall / 2))
	defer tick.Stop()
	reported := make([]int64, len(g.loops)) // when
	for {
		select {
		case <-g.done:
			return
		case <-tick.C:
		}
		now := Clock()
		for i, l := range g.loops {
			if began := l.stats.began.Load(); began != 0 && now-began > stall && now-reported[i] > stallEvery {
				reported[i] = now
				g.reportStall(l, now-began)
			}
		}
	}
}

// reportStall logs what keeps a loop busy.
func (g *Group) reportStall(l *Loop, ns int64) {
	name := ""
	if s := l.stats.current.Load(); s != nil {
		name = *s
	}
	var profile bytes.Buffer
	_ = pprof.Lookup("goroutine").WriteTo(&profile, 1) // a buffer takes everything
	g.log.Warn("a turn of an event loop takes long", "loop", l.shard, "task", name, "so far", time.Duration(ns),
		"goroutines", profile.String())
}
