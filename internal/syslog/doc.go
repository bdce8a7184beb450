// Package syslog takes log lines to where the configuration's `log` lines send them: the standard streams, syslog
// daemons over UDP, Unix sockets or TCP.
//
//	Logger.Log ──> level, sample ──> queue of the destination ──> writer goroutine ──> header + line ──> socket
//	 any goroutine, never waits        bounded, lock-free             one a destination
//
// Invariants:
//   - Log never waits and allocates nothing in steady state. A line that finds no room is dropped and counted, and so
//     is one that the destination does not take.
//   - Lines to one destination leave in the order in which they were queued, each in one piece and at most as long as
//     its target allows.
//   - Headers are made by the writers, so that a line costs its speaker one copy for each target.
package syslog
