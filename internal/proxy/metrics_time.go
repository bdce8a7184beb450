package proxy

import (
	"strings"

	"metergate/internal/metric"
)

// A timer measures one phase of streams: the mean of the last ones and the longest, in ms, on backends and servers,
// and the distribution on frontends too.
type timer struct {
	mean *metric.Average
	top  *metric.Max
	dist *metric.Histogram
}

// The phases of a stream that reached a server. The mean and the longest take part only there.
var (
	queueTime = newTimer("qtime", 58, 90, 214, "queue", "waited in queues", 0)
	connTime  = newTimer("ctime", 59, 91, 219, "connect", "took to connect"+retriesIncluded, 0)
	respTime  = newTimer("rtime", 60, 92, 224, "response", "waited for the head of the response", 0)
	totalTime = newTimer("ttime", 61, 93, 229, "total", "took from the accept of the request to its end", perSide|metric.Operation)
)

// retryTime is the phase that hides in others: what a request lost to attempts that failed, and to the waits before the
// next one. Requests whose first attempt was good lost nothing, and are counted so.
var retryTime = newRetryTime()

func newRetryTime() *metric.Histogram {
	const phase = "lost to attempts that failed"
	h := metric.NewHistogram(metric.Histogram{
		Name: "losttime", Series: "retry_time_seconds", On: perHTTP | metric.Operation, Unit: metric.Seconds, Help: "Time that requests " + phase + ".",
	})
	h.DeclarePercentiles(metric.Own+80, phase)
	return h
}

// retriesIncluded is said of a mean that holds what failed attempts took; see record.
const retriesIncluded = ", retries included"

// newTimer declares a phase: where its mean, its longest time and its percentiles stand, what it is called, and which rows
// keep exemplars of it.
func newTimer(name string, mean, top, percentiles int, series, phase string, traced metric.Kinds) timer {
	t := timer{
		mean: metric.NewAverage(metric.Column{
			Name: name, CSV: mean, Type: metric.U32, Unit: metric.Milliseconds, On: metric.On("MaPV", perWork),
			Prom: metric.Exported(series + "_time_average_seconds"),
			Help: "Mean time that the last 512 requests " + phase + ".",
		}, reqTot, lbtot),
		top: metric.NewMax(metric.Column{
			Name: name + "_max", CSV: top, Type: metric.U32, Unit: metric.Milliseconds, On: metric.On("MMPV", perWork),
			Prom: metric.Exported("max_" + series + "_time_seconds"),
			Help: "Longest time that a request " + phase + ".",
		}),
		dist: metric.NewHistogram(metric.Histogram{
			Name: name, Series: series + "_time_seconds", On: perHTTP | metric.Operation, Traced: traced, Unit: metric.Seconds,
			Help: "Time that requests " + strings.TrimSuffix(phase, retriesIncluded) + ".",
		}),
	}
	t.dist.DeclarePercentiles(percentiles, strings.TrimSuffix(phase, retriesIncluded))
	return t
}

// record takes the phase of a stream in, in ns, and what of it was lost to failed attempts: that is part of the mean and of
// the longest time, as in the reference, and not of the distribution, so that those of all phases add up. Every request on
// the set is counted (reqTot) before its times.
func (t *timer) record(s *metric.Set, shard int, ns, lost int64) {
	if s == nil {
		return
	}
	if perWork.Has(s.Kind()) {
		ms := uint64(max(ns, 0) / 1e6)
		t.mean.Add(s, shard, ms)
		t.top.Observe(s, shard, ms)
	}
	t.dist.Record(s, shard, ns-lost)
}
