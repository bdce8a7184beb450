// Package metric counts, and describes what is counted.
//
// A metric is declared once, as a package variable beside the code that moves it:
//
//	var stot = metric.NewCounter(metric.Column{
//		Name: "stot", CSV: 7, Type: metric.U64, Unit: metric.Sessions,
//		On:   metric.On("MCPP", metric.Proxies|metric.Server),
//		Prom: metric.Exported("sessions_total"),
//		Help: "Sessions since the start.",
//	})
//
// The declaration is a row of the table. Every output (CSV, typed, JSON, Prometheus, the stats page, the manual) is a
// loop over Table and Info, so a column cannot reach one output and miss another. The variable is the handle that
// moves the metric: stot.Add(set, shard, 1).
//
//	loop 0 ── Add ──▶ shard 0 ┐
//	loop 1 ── Add ──▶ shard 1 ┼─▶ Sum, Read ──▶ Value ──▶ encoders (package export)
//	any    ── Inc ──▶ shared  ┘
//
// # Invariants
//
// Shard i of a Set is written by loop i and by nobody else, so an increment is one load and one store, without a
// locked instruction. Anybody reads, at any time, and sees each word whole. Exact peaks of concurrency need one word
// that all loops share: that is a Level.
//
// A shard's words are allocated when its loop first counts there, on cache lines of their own; an object without
// traffic costs one pointer a shard. After that nothing here allocates.
//
// Clearing never loses a count that comes after it: it raises the Set's generation, and each loop empties its own
// shard before its next write, while readers already take a shard of an older generation as empty.
//
// The clock is always passed in: nothing in this package reads the time.
package metric
