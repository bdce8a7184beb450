// Package forward pushes metrics to where people already look: each section metrics-forward reads all metrics again and
// again and delivers them to one destination, in the form that it understands.
//
//	export.Walk ──▶ tick ──▶ form.items ──▶ spool.Queue ──▶ form.deliver ──▶ the destination
//	  (reader)      filters   one per series    disk, memory     (sender)  verdict: taken, again, refused, too large
//
// # Invariants
//
// A form is one file, or few, and declares itself there: its name, its URLs, what a receiver may rely on. Nothing else
// lists them.
//
// Reading and sending are two goroutines for each section; nothing that serves traffic waits for either, and no section
// waits for another.
//
// A batch is delivered at least once, under an identity that is the same each time, unless its form says that it is sent
// at most once. What is dropped is counted under its reason and named once in the log.
//
// One process at a time has a section. What an older one counts while it drains is told by the newer one, exactly once.
//
// The log has one line for each change of state of a section, never one for each failure.
package forward
