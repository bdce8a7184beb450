// Package flight is the flight recorder: it keeps the slowest requests and those that failed, each with all that is known
// of it, in a place of fixed size.
//
//	end of a request ─▶ WantsSlow, WantsFailed ─▶ Record ─▶ Keep ─▶ rings of the loop ─▶ Select ─▶ commands, dashboard
//
// # Invariants
//
// A Recorder belongs to one loop, which alone calls the methods that write. Anybody reads with Select at any time: a Record
// does not change once it is kept.
//
// Requests of different speed have rings of their own, and so have failures of different causes, so that a flood of one
// kind leaves the others in place. Within a ring an operation gets one place for each stretch of time, taken by its slowest
// request: a busy operation does not push out a rare one.
//
// What came from a client is bounded (MaxText for all texts of a record) and has no secret in it: values of the fields
// and parameters that carry credentials are masked before they are kept. It is not encoded: whoever shows it encodes it for
// the place it goes to.
package flight
