// Package history keeps the gateway's metrics over time and answers questions about them: Prometheus's database and query
// engine behind one small face, without a scraper in between.
//
//	export.Walk ──▶ tick ──▶ backlog ──▶ database ──▶ Ask(Instant, Range, Series, ...) ──▶ Answer.WriteJSON
//	                            │           │
//	                            └───────────┴── an older process hands over, and reports what it still counts
//	what happens ──▶ Events ──▶ file, listeners
//
// # Invariants
//
// A sample is what a scraper of the exporter would have stored at that moment: same names, labels and values, with the
// labels job and instance that a scraper adds, and the series up.
//
// Reading the table, opening the database and writing to it happen on goroutines of their own; nothing here runs on an
// event loop, and nothing that serves traffic waits for anything here. While the database is not open, ticks wait in a
// bounded backlog and are written with their own times when it is.
//
// One process writes at a time: the one that holds the lock of the directory. A newer one asks for it, and gets it when
// the older one stops; see handover.go. What the older one counts from then on is added to what the newer one writes.
//
// A question never costs more than its limits say: points in a series, samples in memory, time, bytes of the answer, and
// the sum over all answers that are under way.
package history
