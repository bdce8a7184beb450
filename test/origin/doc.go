// Package origin is the HTTP/1.1 server that stands behind a gateway under test.
//
// Every answer is chosen by the request itself: the query string names a
// [Behaviour], such as ?st=503&ms=200 for a 503 after 200 ms, or ?reset for a
// connection cut by a RST. An answer that is held (?hold) goes out when the test says so: a test
// that must do something while a request is in progress needs no clock for it. A behaviour can also be set for a path, for requests
// whose target a test does not choose (health checks).
//
// What was received and sent is kept in a [Ledger], exact to the byte, so that
// the counters of the gateway can be held against it.
//
//	accept -> wire.ReadHead -> behaviour (query, else path) -> answer -> ledger
//	              ^                                               |
//	              +----------------- keep-alive ------------------+
//
// Invariants: an entry enters the ledger when its request was read whole and is
// final when Ledger says so (Done); Stop leaves no goroutine and no socket.
package origin
