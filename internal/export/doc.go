// Package export renders the table of metrics: one encoder per format, each a loop over metric.Table or metric.Info.
// No encoder names a metric; what is declared appears everywhere.
//
//	objects ──┐
//	          ├─▶ CSV, Typed, JSON, Prometheus, Info ──▶ chunks of 128 KB ──▶ io.Writer
//	table ────┘
//	          └─▶ Walk ─▶ families and readings ─▶ whoever stores or pushes them
//
// # Invariants
//
// An encoder reads each value when it writes it and holds no lock. It writes whole lines in chunks of bounded size, at
// most one object's worth over the limit, so a writer that waits for room or yields between chunks bounds memory and
// pauses alike. The chunk is reused: a writer does not keep it.
//
// What came from outside (names of checks, texts of servers, descriptions) is encoded for the place it goes to: no
// byte of it can end a field, a line or a label.
package export
