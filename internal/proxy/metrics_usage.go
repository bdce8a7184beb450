package proxy

import (
	"strconv"

	"metergate/internal/metric"
	"metergate/internal/usage"
)

// How requests ended, and what retries did for them. The columns are our own.

// endings counts requests by status and ending; on servers those whose response arrived.
var endings = metric.NewTally(metric.Column{
	Name: "endings", CSV: metric.Own + 40, On: metric.On(counted, perHTTP|metric.Operation), HTTP: perHTTP,
	Prom: []metric.Series{{Name: "endings_total", On: perSide | metric.Operation, Type: metric.AsCounter}},
	Help: "Requests by the status that the client got and the two letters of how they ended: <status>/<ending>=<requests>.",
}, []string{"code", "state"}, endingText)

// endingKey packs a status and an ending.
func endingKey(status int, e Ending) uint32 {
	return uint32(status+1)<<16 | uint32(e.Cause)<<8 | uint32(e.Phase)
}

func endingText(key uint32) []string {
	return []string{strconv.Itoa(int(key>>16) - 1), string([]byte{byte(key >> 8), byte(key)})}
}

var reqFailed = metric.NewCounter(metric.Column{
	Name: "req_failed", CSV: metric.Own + 41, Type: metric.U64, Unit: metric.Requests,
	On: metric.On(counted, perSide|metric.Usage), HTTP: perSide,
	Prom: metric.Exported("requests_failed_total"),
	Help: "Requests that failed for a reason that is not the client's: a status of 500 or more, or an ending with S, s, R or I.",
})

var attempts = metric.NewCounter(metric.Column{
	Name: "attempts", CSV: metric.Own + 42, Type: metric.U64, Unit: metric.Attempts,
	On: metric.On(counted, perSide|metric.Operation), HTTP: perSide,
	Prom: metric.Exported("attempts_total"),
	Help: "Times that servers were asked, retries included: by the requests of the row that have ended.",
})

var retried = metric.NewCounter(metric.Column{
	Name: "retried", CSV: metric.Own + 43, Type: metric.U64, Unit: metric.Requests,
	On: metric.On(counted, perSide|metric.Operation), HTTP: perSide,
	Prom: metric.Exported("requests_retried_total"),
	Help: "Requests that were tried more than once.",
})

var rescued = metric.NewCounter(metric.Column{
	Name: "rescued", CSV: metric.Own + 44, Type: metric.U64, Unit: metric.Requests,
	On: metric.On(counted, perSide|metric.Operation), HTTP: perSide,
	Prom: metric.Exported("requests_rescued_total"),
	Help: "Requests that failed at first and that a retry saved: failures that their clients never saw.",
})

// Consumers and uses are copies of what loops counted, so their columns are read from the row.
var (
	_ = metric.Declare(metric.Column{
		Name: "time_sum", CSV: metric.Own + 45, Type: metric.Flt, Unit: metric.Milliseconds,
		On:   metric.On(counted, metric.Consumer|metric.Use),
		Prom: []metric.Series{{Name: "request_time_seconds_total", Type: metric.AsCounter}},
		Help: "Time that the requests took from their first byte to their ends, summed up.",
		Read: metric.Of(func(r *usageRow, _ *metric.View) metric.Value {
			return metric.Float(float64(r.counts[usage.Micros]) / 1000)
		}),
	})
	_ = metric.Declare(metric.Column{
		Name: "consumer", CSV: metric.Own + 46, Type: metric.Str, Unit: metric.String, On: metric.On("KNSV", metric.Use),
		Help: "Name of the consumer of a use; the operation is in svname.",
		Read: metric.Of(func(r *usageRow, _ *metric.View) metric.Value { return metric.Text(r.ident.Consumer) }),
	})
)

// The audit: see package usage.
var _ = metric.Declare(metric.Column{
	Name: "audit_violations", CSV: metric.Own + 47, Type: metric.U64, Unit: metric.Count, On: metric.On("MGPP", perSide), HTTP: perSide,
	Prom: metric.Exported("audit_violations"),
	Help: "Equations of the conservation audit that did not hold when it was last made, over all loops; `show audit` tells which.",
	Read: metric.ByKind(
		metric.Of(func(f *Frontend, _ *metric.View) metric.Value { return metric.Uint64(f.audits.violations()) }),
		metric.Of(func(b *Backend, _ *metric.View) metric.Value { return metric.Uint64(b.audits.violations()) }),
	),
})
