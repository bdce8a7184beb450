package proxy

import (
	"time"

	"metergate/internal/metric"
	"metergate/internal/netio"
)

// Info is the process as `show info` tells of it: the gateway, and what the program around it knows.
type Info struct {
	*Gateway
	Facts
	ident  metric.Ident
	waited idleMeter
}

// Facts are what the program knows of its process.
type Facts struct {
	// Version and Release are those of the reference whose interfaces are spoken; Own is metergate's version.
	Version, Release, Own string
	// MemMax is the memory limit in MB (-m), 0 for none.
	MemMax int
	// MaxFDs is the limit of file descriptors, MaxSockets what is needed of it when there are maxconn connections.
	MaxFDs, MaxSockets int
	// Unstoppable is the number of jobs that do not delay an exit.
	Unstoppable int
	// Boot is how long the start took.
	Boot time.Duration
	// Warnings returns how many warnings were printed.
	Warnings func() int
}

// NewInfo puts a running gateway and the facts of its process together.
func NewInfo(g *Gateway, f Facts) *Info {
	return &Info{Gateway: g, Facts: f, ident: metric.Ident{Desc: g.Global.Description}}
}

var _ metric.Object = (*Info)(nil)

// MetricKind returns the kind of the lines.
func (i *Info) MetricKind() metric.Kind { return metric.KindProcess }

// MetricSet returns the counters of the process.
func (i *Info) MetricSet() *metric.Set { return i.Process.Set }

// MetricIdent returns the names of the process.
func (i *Info) MetricIdent() *metric.Ident { return &i.ident }

// uptime returns how long the process has been running.
func (i *Info) uptime(v *metric.View) time.Duration { return time.Duration(v.Now - i.Process.Begun) }

// listeners counts the sockets that listen.
func (i *Info) listeners() (n int) {
	for _, p := range i.Proxies() {
		if p.Front == nil || p.Front.State() == FrontendStopped {
			continue
		}
		n += len(p.Front.Listeners)
	}
	return n
}

// loops adds up a number over the loops.
func (i *Info) loops(of func(netio.LoopStats) int64) int {
	sum := int64(0)
	for n := range i.Loops.N() {
		sum += of(i.Loops.Loop(n).Stats())
	}
	return int(sum)
}

// orZero returns the value of a function of the facts, 0 without.
func orZero(f func() int) int {
	if f == nil {
		return 0
	}
	return f()
}
