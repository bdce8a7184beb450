// Package clock reads and writes time as HAProxy does: delays and sizes with
// their units, the dates of log lines, uptimes and ages; and it tells the time
// cheaply to code on event loops.
//
//	"250ms" ──ParseDuration──> time.Duration
//	monotonic nanoseconds ──Wall──> Unix nanoseconds ──Dates──> "22/Nov/2026:09:33:06.076"
//
// Invariants: appending functions do not allocate when the destination has
// room; a Dates belongs to one goroutine.
package clock
