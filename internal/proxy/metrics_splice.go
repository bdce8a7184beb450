package proxy

import "metergate/internal/metric"

// The pipes through which the kernel moves bodies. The exporter calls those in use and those kept counters, as the
// reference's does.
var (
	_ = infoNumber(23, "Maxpipes", "CLPV", metric.Count, "max_pipes", "Limit of pipes for splicing.", func(i *Info) int {
		most, _, _ := i.Loops.Pipes()
		return most
	})
	_ = pipeLine(24, "PipesUsed", "pipes_used_total", "Pipes in use.", func(i *Info) int {
		_, used, _ := i.Loops.Pipes()
		return used
	})
	_ = pipeLine(25, "PipesFree", "pipes_free_total", "Pipes kept for use.", func(i *Info) int {
		_, _, free := i.Loops.Pipes()
		return free
	})
)

func pipeLine(pos int, name, series, help string, read func(*Info) int) *metric.Column {
	c := typed(processColumn(pos, name, "MGPV", metric.Count, series, help), metric.AsCounter)
	c.Read = metric.Of(func(i *Info, _ *metric.View) metric.Value { return metric.Uint32(read(i)) })
	return metric.Declare(c)
}

// gwSplicedOut counts the bytes that left through a pipe, to clients and to servers.
var gwSplicedOut = metric.NewCounter(wide(processColumn(62, "TotalSplicedBytesOut", "MGPV", metric.Bytes, "spliced_bytes_out_total",
	"Bytes sent through a pipe."), metric.AsCounter))
