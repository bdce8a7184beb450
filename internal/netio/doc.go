// Package netio runs the event loops that carry all traffic: N loops, each on its own locked thread, each with its own
// poller (io_uring rings, edge-triggered epoll, or the simulation used by tests).
//
//	kernel ── completions ─▶ Conn state ── wake (a hint) ─▶ ready list ── turn ─▶ Task code ── Write ─▶ out queue ── flush ─▶ kernel
//
// A turn of a loop does each kind of work at one place: wait, take in completions, run what others posted, expire timers,
// report to idle connections, resume the ready tasks, flush what they wrote.
//
// Code on a loop is straight-line: a Task is a pooled coroutine, functions that may wait take it as their first parameter and
// park it. Everything of one loop (its tasks, connections, conditions, timers) is single-threaded, so nothing there is locked.
//
// # Invariants
//
//   - Tasks are resumed at one place only (Loop.resume); completions are taken in only by poller.handle.
//   - A wake is a hint: whoever waits checks its condition again. State is the truth.
//   - Write never parks and never submits; queues are flushed once at the end of the turn.
//   - A cancelled task gets its cause from every later park.
//   - Times are nanoseconds of Loop.Now, read once a turn; a deadline of 0 is none.
//   - Memory given to the kernel is off the Go heap, or reachable from the loop's table until the completion came.
//
// # Layers below a connection
//
// A transport layer (TLS) sits between the socket and the Conn face through the private interface layer: received bytes are
// kept raw, open moves what it can decrypt into the input queue without parking, seal appends records to the output queue
// without parking. Peek, Idle and the counters work on what comes out of the layer; see layer.go. ServeTLS and ConnectTLS put
// crypto/tls there. A handshake parks its task wherever it waits, for the peer or for a private key, and each turn of a loop
// runs one step of one handshake.
//
// Conn.Speak puts a protocol of the user's, a Codec, above that: what is read and written is then its text. A writer whose
// text waits for the peer's leave waits in Room as for the kernel; see codec.go.
package netio
